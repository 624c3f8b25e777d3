// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import CommandLineKit
internal import TenancyAPI
internal import TenancyClient
internal import YAML

/// One run of a command: what was asked for, whom it may ask, and where the answer goes.
struct Session {
    let match: Match
    let transport: any Transport
    let console: any Console

    // MARK: Asking

    /// Reads an object.
    func get<Object: Decodable>(
        _ type: Object.Type, _ path: [String], query: [(String, String?)] = [],
        timeout: Duration = .seconds(30)
    ) throws -> Answer<Object> {
        try answer(type, Request(method: "GET", path: ["v1"] + path, query: Self.fields(query), timeout: timeout))
    }

    /// Makes a change with the change options of the command line, shows it, and waits for it when that was asked for.
    ///
    /// `tenant` is whom it concerns; without one the whole revision is waited for.
    func change(
        _ method: String, _ path: [String], query: [(String, String?)] = [], body: [UInt8] = [], tenant: String? = nil,
        show: (ChangeObject) -> String
    ) throws {
        let stage = match[ChangeOptions.wait]
        let isDryRun = match[ChangeOptions.dryRun] || match.path.first == CommandTree.planWord
        if isDryRun, stage != nil {
            throw UsageError("options '--dry-run' and '--wait' exclude each other", hint: "leave one of them out")
        }
        if stage == nil, match[ChangeOptions.timeout] != nil {
            throw UsageError("option '--timeout' is for '--wait', which is not given", hint: "add --wait")
        }
        if stage == .live, !["tenants", "networks", "addresses"].contains(path.first) {
            throw UsageError("option '--wait=live' is for a change of one tenant", hint: "--wait")
        }
        // Refused by the daemon as well, but only once the change is made.
        let timeout = match[ChangeOptions.timeout] ?? .seconds(60)
        if timeout > .seconds(3600) { throw UsageError("a wait lasts at most 1h", hint: "--timeout 1h") }
        let request = Request(
            method: method, path: ["v1"] + path, query: Self.fields(query + [("dryRun", isDryRun ? "true" : nil)]),
            headers: Self.fields([
                ("Tenancy-Reason", match[ChangeOptions.reason].map(Request.encoded)),
                ("If-Match", match[ChangeOptions.revision].map { "\"\($0)\"" }),
                ("Idempotency-Key", match[ChangeOptions.key]),
            ]), body: body)
        let answer = try answer(ChangeObject.self, request)
        if !match[GlobalOptions.quiet] {
            try print(answer) { change in
                change.names
            } table: { change in
                if change.dryRun { return preview(of: change) }
                let note = "an earlier request with this key made the change, nothing is done again\n"
                return (change.replayed == true ? note : "") + show(change)
            }
        }
        if stage == .live, let owner = tenant ?? answer.object.network?.spec.tenant {
            try waitUntilLive(owner, isLeaving: method == "DELETE" && path.first == "tenants", timeout)
        } else if let stage {
            try wait(
                for: answer.object.revision, of: answer.object.concern(tenant), stage, timeout)
        }
    }

    /// Returns when the revision has arrived where `stage` says.
    private func wait(
        for revision: Int64, of concern: [(String, String?)], _ stage: WaitStage, _ timeout: Duration
    ) throws {
        let showsProgress = console.showsProgress && !match[GlobalOptions.quiet]
        if showsProgress { console.writeError("waiting for revision \(revision) to arrive …") }
        defer { if showsProgress { console.writeError("\r\u{1B}[K") } }
        // The daemon ends the wait; the margin lets its answer arrive.
        let request = Request(
            method: "GET", path: ["v1", "revisions", String(revision)],
            query: Self.fields(
                [
                    ("wait", stage.targets.joined(separator: ",")), ("timeout", String(timeout.components.seconds)),
                ] + concern), timeout: timeout + .seconds(5))
        do throws(Failure) {
            _ = try answer(RevisionObject.self, request)
        } catch {
            if error.exitCode == ExitCode.timedOut { throw error }
            throw Failure(
                error.exitCode, code: error.problem.code,
                "revision \(revision) is stored, but waiting for it failed: \(error.problem.detail)", hint: error.hint)
        }
    }

    func answer<Object: Decodable>(_ type: Object.Type, _ request: Request) throws(Failure) -> Answer<Object> {
        do throws(ClientError) {
            let reply = try transport.send(request)
            if match[GlobalOptions.verbose] {
                console.writeError("\(request.method) \(request.target): \(reply.status)\n")
            }
            return Answer(object: try reply.decode(type), body: reply.body)
        } catch {
            throw Failure(error)
        }
    }

    static func fields(_ pairs: [(String, String?)]) -> [Request.Field] {
        pairs.compactMap { name, value in value.map { Request.Field(name: name, value: $0) } }
    }

    // MARK: Showing

    /// Prints an answer in the format that was asked for.
    ///
    /// `names` are the objects in it as `kind/name`; `table` is its form for people, with line ends.
    func print<Object>(
        _ answer: Answer<Object>, names: (Object) -> [String], table: (Object) throws -> String
    ) throws {
        switch match[GlobalOptions.output] {
        case .table: console.write(try table(answer.object))
        case .name: console.write(names(answer.object).map { $0.printable + "\n" }.joined())
        case .json: console.write(try document(answer).text + "\n")
        case .yaml: console.write(String(decoding: try document(answer).yaml.emitted(), as: UTF8.self))
        case .sarif, .markdown: break  // refused before the command runs
        }
    }

    private func document(_ answer: Answer<some Any>) throws(Failure) -> JSONValue {
        guard let document = JSONValue(parsing: answer.body) else {
            throw Failure(.protocolError("the body is not a JSON document"))
        }
        return document
    }

    /// A table, with headers unless they are not wanted.
    func table(_ headers: [String], _ rows: [[String]]) -> String {
        Table(headers, rows: rows).rendered(withHeaders: match[GlobalOptions.headers])
    }

    /// How far things are, a line each.
    func table(_ items: [StatusObject.Item]) -> String {
        table(
            ["target", "object", "state", "revision", "message"],
            items.map { item in
                let message = [item.error, item.hint.map { "hint: \($0)" }, item.proposed].compactMap { $0 }
                return [
                    item.target, item.object, item.state, String(item.revision), message.joined(separator: "; "),
                ]
            })
    }

    /// What a change did or would do, a line each.
    func steps(of change: ChangeObject) -> String {
        table(
            ["action", "what"],
            change.steps.map { [$0.verb, $0.detail.isEmpty ? $0.object : "\($0.object), \($0.detail.inSeconds)"] })
    }
}
