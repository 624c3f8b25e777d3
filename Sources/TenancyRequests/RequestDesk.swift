// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import TenancyAPI
package import TenancyAgent
package import TenancyCore

/// Looks at the files with requests from time to time, makes the plan match them, and answers each.
///
/// A file is one customer's, and one transaction. A file that did not change is not applied again, one that was refused is. What a file
/// described and describes no more is never deleted in silence: it is asked for, or drained when the configuration says so.
package actor RequestDesk {
    private let source: any RequestSource
    private let router: Router
    private let settings: RequestSettings
    private let now: @Sendable () -> Timestamp
    private var answers: [String: RequestAnswer] = [:]
    private var isLoaded = false

    package init(
        source: any RequestSource, router: Router, settings: RequestSettings, now: @escaping @Sendable () -> Timestamp
    ) {
        self.source = source
        self.router = router
        self.settings = settings
        self.now = now
    }

    /// What a round did.
    package struct Report: Sendable, Equatable {
        /// The files that were applied, refused, or are gone, with what became of them.
        package var changed: [(path: String, state: String)] = []
        package static func == (lhs: Self, rhs: Self) -> Bool { lhs.changed.elementsEqual(rhs.changed, by: ==) }
    }

    /// One look.
    ///
    /// - Throws: `TenancyError` when the requests cannot be read, or not answered; what was applied stays, and is answered with the next look.
    package func round() async throws -> Report {
        let inbox = try await source.read()
        if !isLoaded {
            for content in inbox.answers.values {
                guard let answer = try? JSON.decode(RequestAnswer.self, from: content) else { continue }
                answers[answer.request] = answer
            }
            isLoaded = true
        }
        let before = answers
        var waiting = inbox.files.filter { file in
            guard let answer = answers[file.path] else { return true }
            return answer.id != file.id || answer.state != .applied
        }
        // One file may need what another one makes.
        var left = waiting.count + 1
        while !waiting.isEmpty, waiting.count < left {
            left = waiting.count
            var refused: [RequestInbox.File] = []
            for file in waiting where await !apply(file, from: inbox) { refused.append(file) }
            waiting = refused
        }
        let present = Set(inbox.files.map(\.path))
        for path in answers.keys.sorted() {
            if let answer = answers[path] { await look(after: answer, isThere: present.contains(path)) }
        }
        if before != answers || inbox.answers.count != answers.count { try await publish(inbox.origin) }
        let paths = Set(before.keys).union(answers.keys).sorted().filter { before[$0] != answers[$0] }
        return Report(changed: paths.map { ($0, answers[$0]?.state.rawValue ?? "gone") })
    }

    private func publish(_ origin: String) async throws {
        var tree = ManifestTree()
        tree["README.md"] = Array("What became of the requests, a file for each. Written by tenancyd.\n".utf8)
        for answer in answers.values {
            tree[answer.path] = try JSON.encode(answer, pretty: true) + [UInt8(ascii: "\n")]
        }
        try await source.answer(
            tree,
            message: CommitMessage(
                subject: "answer the requests of \(origin.prefix(12))", trailers: [.init("Tenancy-Requests", origin)],
                time: now()))
    }

    // MARK: Files that are there

    /// Applies a file; false when it was refused.
    private func apply(_ file: RequestInbox.File, from inbox: RequestInbox) async -> Bool {
        let old = answers[file.path]
        var answer = RequestAnswer(request: file.path, id: file.id, state: .refused, objects: old?.objects ?? [])
        answer.leftOver = old?.leftOver
        defer { answers[file.path] = answer }
        do {
            let document = try RequestDocument(file, kinds: settings.kinds)
            for object in document.objects {
                // What a file that is gone described moves to the one that describes it now.
                if let owner = owner(of: object, except: file.path), inbox.files.contains(where: { $0.path == owner }) {
                    throw TenancyError(.exists, "\(object) is described by \(owner)", hint: "describe it once")
                }
            }
            try await keepDraining(document.objects, old)
            let change: ChangeObject = try await call(
                "POST", ["apply"], body: document.body, reason: "\(file.path) at \(inbox.origin.prefix(12))")
            let gone = ((old?.objects ?? []) + (old?.leftOver ?? [])).filter { !document.objects.contains($0) }
            answer.state = .applied
            answer.objects = document.objects
            answer.leftOver = gone.isEmpty ? nil : Set(gone).sorted()
            answer.revision = change.revision
            answer.networks = await networks(of: document.objects)
            for other in answers.keys where other != file.path {
                answers[other]?.objects.removeAll { document.objects.contains($0) }
            }
            return true
        } catch {
            let error = error as? TenancyError ?? TenancyError(.internal, "\(error)")
            answer.error = error.description
            answer.hint = error.hint
            return false
        }
    }

    private func owner(of object: String, except path: String) -> String? {
        answers.values.filter { $0.request != path && $0.objects.contains(object) }.map(\.request).min()
    }

    /// A file that is back keeps its tenants.
    private func keepDraining(_ objects: [String], _ old: RequestAnswer?) async throws {
        guard old?.state == .decommissioning else { return }
        for name in Self.names(of: "Tenant", in: objects) {
            let tenant: TenantObject? = try? await call("GET", ["tenants", name])
            guard tenant?.status?.drainingUntil != nil else { continue }
            let _: ChangeObject = try await call(
                "PATCH", ["tenants", name], body: Array(#"{"cancelDrain":true}"#.utf8), reason: "the request is back")
        }
    }

    private func networks(of objects: [String]) async -> [NetworkObject]? {
        var networks: [NetworkObject] = []
        for name in Self.names(of: "Tenant", in: objects) {
            let tenant: TenantObject? = try? await call("GET", ["tenants", name])
            networks += tenant?.status?.networks ?? []
        }
        return networks.isEmpty ? nil : networks
    }

    // MARK: What is gone

    private func look(after answer: RequestAnswer, isThere: Bool) async {
        var answer = answer
        let gone = isThere ? answer.leftOver ?? [] : answer.objects + (answer.leftOver ?? [])
        guard !gone.isEmpty || !isThere else { return }
        // What another file describes now is not gone.
        var left: [String] = []
        for object in gone {
            if owner(of: object, except: answer.request) == nil, await exists(object) { left.append(object) }
        }
        if isThere {
            answer.leftOver = left.isEmpty ? nil : left
        } else if left.isEmpty {
            answers[answer.request] = nil
            return
        } else {
            answer.objects = left
            answer.leftOver = nil
            answer.networks = nil
            answer.id = ""
            answer.revision = nil
        }
        if !left.isEmpty { await decommission(left, &answer, isThere: isThere) }
        answers[answer.request] = answer
    }

    private func decommission(_ left: [String], _ answer: inout RequestAnswer, isThere: Bool) async {
        let tenants = Self.names(of: "Tenant", in: left)
        if let time = settings.drain, !tenants.isEmpty, !isThere {
            for name in tenants {
                let tenant: TenantObject? = try? await call("GET", ["tenants", name])
                guard tenant?.status?.drainingUntil == nil else { continue }
                do {
                    let _: ChangeObject = try await call(
                        "DELETE", ["tenants", name], query: [("drain", "\(time.components.seconds)")],
                        reason: "\(answer.request) is gone")
                } catch {
                    answer.state = .decommissionRequested
                    answer.error = "\(error)"
                    answer.hint = (error as? TenancyError)?.hint
                    return
                }
            }
            answer.state = .decommissioning
            answer.error = nil
            answer.hint = "to keep it, put the file back"
            return
        }
        if !isThere { answer.state = .decommissionRequested }
        answer.error = "\(left.joined(separator: ", ")) is described no more and is there still"
        answer.hint = left.map { object in
            let parts = object.split(separator: " ")
            return "tenancyctl \(parts[0].lowercased()) delete \(parts[1])"
        }.joined(separator: "; ")
    }

    private func exists(_ object: String) async -> Bool {
        let parts = object.split(separator: " ", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { return false }
        let answer = await router.respond(to: request("GET", [parts[0].lowercased() + "s", parts[1]]))
        return answer.status != 404 && answer.status != 400
    }

    // MARK: Asking

    private static func names(of kind: String, in objects: [String]) -> [String] {
        objects.filter { $0.hasPrefix(kind + " ") }.map { String($0.dropFirst(kind.count + 1)) }
    }

    private func request(
        _ method: String, _ path: [String], query: [(String, String)] = [], body: [UInt8] = [], reason: String = ""
    ) -> APIRequest {
        // The header is percent-encoded; these reasons have nothing to encode but what people call their files.
        let text = String(
            decoding: reason.utf8.prefix(400).map { (0x20...0x7e).contains($0) && $0 != 0x25 ? $0 : 0x5f },
            as: UTF8.self)
        return APIRequest(
            method: method, path: "/v1/" + path.joined(separator: "/"), query: query,
            headers: reason.isEmpty ? [:] : ["tenancy-reason": text], body: body,
            caller: .init(name: "requests", access: .write), id: "requests")
    }

    /// The use cases as a client of the socket has them.
    private func call<Object: Decodable>(
        _ method: String, _ path: [String], query: [(String, String)] = [], body: [UInt8] = [], reason: String = ""
    ) async throws -> Object {
        let response = await router.respond(to: request(method, path, query: query, body: body, reason: reason))
        guard response.status < 300 else {
            let problem = try JSON.decode(Problem.self, from: response.body)
            throw TenancyError(.init(problem.code), problem.detail, hint: problem.hint)
        }
        return try JSON.decode(Object.self, from: response.body)
    }
}
