// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import HTTPClient
internal import Synchronization
internal import TenancyCore

/// Asks the API server: gets, lists in pages, and watches. It never writes.
struct ClusterClient: Sendable {
    /// How much a page has at most, and how long the parts of the work may take.
    struct Limits: Sendable {
        var page = 500
        var connect = Duration.seconds(10)
        /// A server that is silent for so long in the middle of a list is given up.
        var silence = Duration.seconds(20)
        var list = Duration.seconds(120)
        /// How long a watch lasts; the server ends it.
        var watch = Duration.seconds(540)
        /// Bookmarks come about once a minute, so that a silent watch is a dead one.
        var watchSilence = Duration.seconds(150)
        /// Who has more objects of a kind than this, or a list of more pages, is not read: neither memory nor time is without end.
        var objects = 200_000
        var pages = 2000
        /// How long a question may take that somebody waits for, with all its requests.
        var question = Duration.seconds(60)
    }

    let http: HTTPClient
    let limits: Limits
    let access: @Sendable () throws(ClusterError) -> ClusterAccess

    /// One object; `nil` when there is none.
    func get(_ path: String, _ selection: FieldSelection) async throws(ClusterError) -> JSONNode? {
        do throws(ClusterError) {
            return try await ask(path, selection).document
        } catch  where error.reason == .notFound {
            return nil
        }
    }

    /// One object with the head of its answer.
    func ask(
        _ path: String, _ selection: FieldSelection
    ) async throws(ClusterError) -> (document: JSONNode?, head: ResponseHead) {
        let found = Mutex<JSONNode?>(nil)
        let head = try await send(path, [], selection, silence: limits.silence, total: limits.list) { part in
            if case .document(let node) = part { found.withLock { $0 = node } }
            return true
        }
        return (found.withLock { $0 }, head)
    }

    /// Runs what has several requests, for as long as somebody waits.
    func question<Answer: Sendable>(
        _ body: @escaping @Sendable () async throws(ClusterError) -> Answer
    ) async throws(ClusterError) -> Answer {
        let limit = limits.question
        let result = await withTaskGroup(of: Result<Answer, ClusterError>.self) { group in
            group.addTask {
                do throws(ClusterError) { return .success(try await body()) } catch { return .failure(error) }
            }
            group.addTask {
                try? await Task.sleep(for: limit)
                return .failure(
                    ClusterError(.unreachable, "the API server has not answered within \(limit.components.seconds) s"))
            }
            defer { group.cancelAll() }
            return await group.next() ?? .failure(ClusterError(.cancelled, "cancelled"))
        }
        return try result.get()
    }

    /// All objects of a collection, of which a cluster without the kind has none.
    func all(_ path: String, _ item: FieldSelection) async throws(ClusterError) -> [JSONNode] {
        let found = Mutex<[JSONNode]>([])
        do throws(ClusterError) {
            _ = try await list(path, [], item) {
                found.withLock { $0 = [] }
            } each: { node in
                found.withLock { $0.append(node) }
            }
        } catch  where error.reason == .notFound {
            return []
        }
        return found.withLock { $0 }
    }

    /// A list in pages.
    ///
    /// - Parameter each: is given each object as it comes. When the list begins anew because its continuation has expired, `restart` is called first.
    /// - Returns: The version of the list, from which a watch goes on.
    func list(
        _ path: String, _ query: [(String, String)], _ item: FieldSelection, restart: @Sendable () -> Void,
        each: @escaping @Sendable (JSONNode) -> Void
    ) async throws(ClusterError) -> String {
        let selection = FieldSelection("metadata/resourceVersion", "metadata/continue").adding("items", .emitted(item))
        let count = Mutex(0)
        var next: String?
        var limit: Int? = limits.page
        for _ in 0..<limits.pages {
            let metadata = Mutex<JSONNode?>(nil)
            var query = query
            if let limit { query.append(("limit", "\(limit)")) }
            if let next { query.append(("continue", next)) }
            do throws(ClusterError) {
                try await send(path, query, selection, silence: limits.silence, total: limits.list) { part in
                    switch part {
                    case .element(let node):
                        let number = count.withLock { count in
                            count += 1
                            return count
                        }
                        if number <= limits.objects { each(node) }
                    case .document(let node): metadata.withLock { $0 = node["metadata"] ?? .null }
                    }
                    return true
                }
            } catch  where error.reason == .gone && next != nil && limit != nil {
                // The continuation has expired. All in one answer cannot, and is read as it comes.
                (next, limit) = (nil, nil)
                count.withLock { $0 = 0 }
                restart()
                continue
            }
            guard count.withLock({ $0 }) <= limits.objects else {
                throw ClusterError(.broken, "the list \(path) has more than \(limits.objects) objects")
            }
            let node = metadata.withLock { $0 }
            guard let version = node?.text("resourceVersion") else {
                throw ClusterError(.broken, "the list \(path) has no version")
            }
            next = node?.text("continue")
            if next == nil { return version }
        }
        throw ClusterError(.broken, "the list \(path) does not end after \(limits.pages) pages")
    }

    /// Follows what happens after a version until the server ends the watch.
    ///
    /// - Parameters:
    ///   - begun: is called when the server has accepted the watch.
    ///   - each: is given each event, an object with `type` and `object`, and says whether there should be more.
    func watch(
        _ path: String, _ query: [(String, String)], from version: String, _ item: FieldSelection,
        begun: @escaping @Sendable () -> Void, each: @escaping @Sendable (JSONNode) -> Bool
    ) async throws(ClusterError) {
        let object = item.adding("message", .whole).adding("code", .whole).adding("reason", .whole)
        let seconds = limits.watch.components.seconds
        let query =
            query + [
                ("watch", "true"), ("allowWatchBookmarks", "true"), ("resourceVersion", version),
                ("timeoutSeconds", "\(max(seconds, 1))"),
            ]
        let selection = FieldSelection("type").adding("object", object)
        try await send(
            path, query, selection, silence: limits.watchSilence, total: limits.watch + .seconds(30), mayEndEarly: true,
            begun: begun
        ) { part in
            if case .document(let event) = part { each(event) } else { true }
        }
    }

    @discardableResult
    private func send(
        _ path: String, _ query: [(String, String)], _ selection: FieldSelection, silence: Duration, total: Duration,
        mayEndEarly: Bool = false, begun: @escaping @Sendable () -> Void = {},
        give: @escaping @Sendable (JSONProjector.Part) -> Bool
    ) async throws(ClusterError) -> ResponseHead {
        let access = try access()
        let parameters = query.map { "\($0.0)=\(Self.escaped($0.1))" }.joined(separator: "&")
        var headers = [("Accept", "application/json"), ("User-Agent", "tenancyd")]
        if let token = access.token { headers.append(("Authorization", "Bearer \(token.text)")) }
        let request = ClientRequest(
            url: access.server + path + (parameters.isEmpty ? "" : "?\(parameters)"), headers: headers,
            trust: access.trust, connectLimit: limits.connect, silenceLimit: silence, totalLimit: total)
        let reader = AnswerReader(selection, begun: begun, give)
        let head: ResponseHead
        do throws(HTTPClientError) {
            head = try await http.send(request, to: reader)
        } catch {
            guard error == .stopped, let flaw = reader.flaw(mayEndEarly: mayEndEarly) else {
                throw ClusterError(error, server: access.server)
            }
            throw ClusterError(.broken, "the answer of \(access.server) to \(path) is no JSON: \(flaw)")
        }
        guard head.status == 200 else {
            throw ClusterError(
                status: head.status, words: reader.words, retryAfter: Self.retryAfter(head), path: path,
                server: access.server)
        }
        if let flaw = reader.flaw(mayEndEarly: mayEndEarly) {
            throw ClusterError(.broken, "the answer of \(access.server) to \(path) is no JSON: \(flaw)")
        }
        return head
    }

    /// `Retry-After` in seconds, which is the form that API servers use; at most five minutes are granted.
    private static func retryAfter(_ head: ResponseHead) -> Duration? {
        head.headers["retry-after"].flatMap { Int($0) }.map { .seconds(min(max($0, 0), 300)) }
    }

    /// A value of a query with everything escaped that is not plain.
    private static func escaped(_ text: String) -> String {
        var result = ""
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
                result.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let hex = String(byte, radix: 16, uppercase: true)
                result += "%" + (hex.count == 1 ? "0" : "") + hex
            }
        }
        return result
    }
}
