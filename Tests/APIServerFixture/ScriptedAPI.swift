// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import Foundation
internal import Glibc

/// A Kubernetes API server as far as a reader sees it: collections with versions, lists in pages, watches with bookmarks; and it fails as a test says.
///
/// `@unchecked Sendable`: everything that changes is guarded by `condition`.
package final class ScriptedAPI: @unchecked Sendable {
    private struct Event {
        let version: Int
        let text: String
    }

    private let condition = NSCondition()
    private var collections: [String: [String: String]] = [:]
    private var generated: [String: (count: Int, make: @Sendable (Int) -> String)] = [:]
    /// By collection, in the order of versions.
    private var events: [String: [Event]] = [:]
    private var version = 100
    private var oldest = 0
    private var faults: [(part: String, left: Int, fault: Fault)] = []
    private var log: [String] = []
    private var accepted: Set<String> = []
    private var isStopped = false
    private var honoursLimit = true
    private var skew = 0.0
    private var server: TLSServer?

    package let authority: TestAuthority

    /// - Parameter paths: The collections that exist, empty.
    package init(
        _ paths: [String] = [], authority: TestAuthority = TestAuthority(), identity: TestAuthority.Identity? = nil,
        clients: TestAuthority? = nil
    ) {
        self.authority = authority
        for path in paths { collections[path] = [:] }
        let server = TLSServer(identity ?? authority.issue(), clients: clients) { [weak self] connection in
            while let head = connection.readHead() {
                guard self?.answer(head, connection) == true else { return }
            }
        }
        locked { self.server = server }
    }

    /// Ends everything; to be called at the end of a test.
    package func stop() {
        let server = locked {
            isStopped = true
            condition.broadcast()
            return self.server
        }
        server?.stop()
    }

    package var url: String { "https://127.0.0.1:\(locked { server?.port ?? 0 })" }
    package var connections: Int { locked { server?.connections ?? 0 } }

    /// The requests so far: path and query.
    package var requests: [String] { locked { log } }

    /// Shows another certificate to new connections, and ends the old ones.
    package func identify(as identity: TestAuthority.Identity) {
        let server = locked { self.server }
        server?.identify(as: identity)
        server?.cutAll()
    }

    /// Ends all connections as a machine does that fails.
    package func cutAll() { locked { server }?.cutAll() }

    /// Sets the server's clock so many seconds ahead of this machine's.
    package func setClock(ahead seconds: Double) { locked { skew = seconds } }

    /// From now on only these tokens are accepted; none: anybody is.
    package func accept(tokens: String...) { locked { accepted = Set(tokens) } }

    /// Fails the next requests whose path and query hold a text.
    package func fail(_ part: String, times: Int = 1, _ fault: Fault) { locked { faults.append((part, times, fault)) } }

    /// Ends the failing.
    package func mend() { locked { faults = [] } }

    // MARK: Objects

    /// Adds an object or puts it in the place of the one with its name. The text is JSON and has `"metadata":{`.
    package func put(_ collection: String, _ key: String, _ text: String) {
        locked {
            version += 1
            let text = text.replacingOccurrences(
                of: "\"metadata\":{", with: "\"metadata\":{\"resourceVersion\":\"\(version)\",", options: [],
                range: text.range(of: "\"metadata\":{"))
            let type = collections[collection]?[key] == nil ? "ADDED" : "MODIFIED"
            collections[collection, default: [:]][key] = text
            events[collection, default: []].append(
                Event(version: version, text: "{\"type\":\"\(type)\",\"object\":\(text)}\n"))
            condition.broadcast()
        }
    }

    package func remove(_ collection: String, _ key: String) {
        locked {
            guard let text = collections[collection]?.removeValue(forKey: key) else { return }
            version += 1
            let object = text.replacingOccurrences(
                of: "\"resourceVersion\":\"[0-9]+\"", with: "\"resourceVersion\":\"\(version)\"",
                options: .regularExpression)
            events[collection, default: []].append(
                Event(version: version, text: "{\"type\":\"DELETED\",\"object\":\(object)}\n"))
            condition.broadcast()
        }
    }

    /// A collection of so many objects that are made while they are sent.
    ///
    /// - Parameter honoursLimit: Whether lists come in pages.
    package func generate(
        _ collection: String, count: Int, honoursLimit: Bool = true, _ make: @escaping @Sendable (Int) -> String
    ) {
        locked {
            collections[collection] = [:]
            generated[collection] = (count, make)
            self.honoursLimit = honoursLimit
        }
    }

    /// Sends a bookmark to all who watch.
    package func bookmark() {
        locked {
            version += 1
            for collection in collections.keys {
                let text = "{\"kind\":\"X\",\"metadata\":{\"resourceVersion\":\"\(version)\"}}"
                events[collection, default: []].append(
                    Event(version: version, text: "{\"type\":\"BOOKMARK\",\"object\":\(text)}\n"))
            }
            condition.broadcast()
        }
    }

    /// Forgets what has been: who goes on from an older version gets 410.
    package func compact() {
        locked {
            version += 1
            oldest = version
            events = [:]
            condition.broadcast()
        }
    }

    // MARK: Answers

    private func locked<Value>(_ body: () -> Value) -> Value {
        condition.lock()
        defer { condition.unlock() }
        return body()
    }

    /// Answers a request. Returns whether the connection goes on.
    private func answer(_ head: [String], _ connection: TLSConnection) -> Bool {
        let target = head.first?.split(separator: " ").dropFirst().first.map(String.init) ?? "/"
        let token = head.first { $0.lowercased().hasPrefix("authorization: bearer ") }?.dropFirst(22)
        let (fault, isKnown) = locked { () -> (Fault?, Bool) in
            log.append(target)
            let isKnown = accepted.isEmpty || token.map { accepted.contains(String($0)) } == true
            guard let index = faults.firstIndex(where: { target.contains($0.part) && $0.left > 0 }) else {
                return (nil, isKnown)
            }
            faults[index].left -= 1
            return (faults[index].fault, isKnown)
        }
        if let fault { return fail(fault, target, connection) }
        guard isKnown else { return send(Self.refusal(401, "Unauthorized"), 401, connection) }
        let (path, query) = Self.parse(target)
        if query["watch"] == "true" { return watch(path, query, connection) }
        if let made = locked({ generated[path] }) { return stream(made.count, made.make, query, connection) }
        let (status, body) = list(path, query)
        return send(body, status, connection)
    }

    /// A list of objects that are made one by one, so that it takes no room here however long it is.
    private func stream(
        _ count: Int, _ make: (Int) -> String, _ query: [String: String], _ connection: TLSConnection
    ) -> Bool {
        let limit = locked { honoursLimit } ? query["limit"].flatMap { Int($0) } ?? count : count
        let start = query["continue"].flatMap { Int($0) } ?? 0
        let end = min(start + limit, count)
        connection.write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n")
        connection.writeChunk("{\"kind\":\"List\",\"items\":[")
        for index in start..<end {
            guard connection.writeChunk((index == start ? "" : ",") + make(index)) else { return false }
        }
        let next = end < count ? ",\"continue\":\"\(end)\"" : ""
        connection.writeChunk("],\"metadata\":{\"resourceVersion\":\"\(locked { version })\"\(next)}}")
        return connection.writeChunk("")
    }

    private func send(_ body: String, _ status: Int, _ connection: TLSConnection, _ headers: [String: String] = [:])
        -> Bool
    {
        let format = DateFormatter()
        (format.locale, format.timeZone) = (Locale(identifier: "en_US_POSIX"), TimeZone(identifier: "UTC"))
        format.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
        let date = format.string(from: Date(timeIntervalSinceNow: locked { skew }))
        let lines = headers.map { "\($0.key): \($0.value)\r\n" }.joined() + "Date: \(date)\r\n"
        return connection.write(
            "HTTP/1.1 \(status) X\r\nContent-Type: application/json\r\n\(lines)Content-Length: \(body.utf8.count)\r\n\r\n"
                + body)
    }

    private func fail(_ fault: Fault, _ target: String, _ connection: TLSConnection) -> Bool {
        let (path, query) = Self.parse(target)
        let body = list(path, query).1
        let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n\r\n"
        switch fault {
        case .answer(let status, let headers, let body):
            return send(body.isEmpty ? Self.refusal(status, "scripted") : body, status, connection, headers)
        case .silence:
            waitForEnd()
            return false
        case .headOnly:
            connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            waitForEnd()
            return false
        case .stalled(let text):
            connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            connection.writeChunk(text)
            waitForEnd()
            return false
        case .cut(let count):
            connection.write(String((head + body).prefix(head.count + count)))
            connection.cut()
            return false
        case .halfClosed(let count):
            connection.write(String((head + body).prefix(head.count + count)))
            connection.halfClose()
            waitForEnd()
            return false
        case .garbage(let text): return send(text, 200, connection)
        case .slow(let count, let milliseconds):
            var rest = Substring(head + body)
            while !rest.isEmpty, connection.write(String(rest.prefix(count))) {
                rest = rest.dropFirst(count)
                usleep(milliseconds * 1000)
            }
            return true
        }
    }

    private func waitForEnd() {
        condition.lock()
        while !isStopped { condition.wait() }
        condition.unlock()
    }

    private func list(_ path: String, _ query: [String: String]) -> (Int, String) {
        locked {
            guard let objects = collections[path] else { return object(path) }
            let (total, keys) = (objects.count, objects.keys.sorted())
            let parts = query["continue"]?.split(separator: ":").compactMap { Int($0) } ?? [version, 0]
            guard parts.count == 2, parts[0] >= oldest else {
                return (410, Self.refusal(410, "The provided continue parameter is too old"))
            }
            let limit = query["limit"].flatMap { Int($0) } ?? total
            let end = min(parts[1] + limit, total)
            let items = (parts[1]..<end).map { objects[keys[$0]] ?? "" }
            let next = end < total ? ",\"continue\":\"\(parts[0]):\(end)\"" : ""
            return (
                200,
                "{\"kind\":\"List\",\"metadata\":{\"resourceVersion\":\"\(parts[0])\"\(next)},\"items\":["
                    + items.joined(separator: ",") + "]}"
            )
        }
    }

    private func object(_ path: String) -> (Int, String) {
        let parts = path.split(separator: "/")
        let collection = "/" + parts.dropLast().joined(separator: "/")
        guard let name = parts.last, let text = collections[collection]?[String(name)] else {
            return (404, Self.refusal(404, "the server could not find the requested resource"))
        }
        return (200, text)
    }

    private func watch(_ path: String, _ query: [String: String], _ connection: TLSConnection) -> Bool {
        var seen = query["resourceVersion"].flatMap { Int($0) } ?? 0
        guard locked({ collections[path] != nil }) else {
            return send(Self.refusal(404, "no such resource"), 404, connection)
        }
        connection.write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n")
        let end = Date(timeIntervalSinceNow: query["timeoutSeconds"].flatMap { Double($0) } ?? 60)
        while true {
            condition.lock()
            var isOver = false
            while !isStopped, !isOver, seen >= oldest,
                (events[path]?.last?.version ?? 0) <= seen
            {
                isOver = !condition.wait(until: end)
            }
            let new = Array((events[path] ?? []).reversed().prefix { $0.version > seen }.reversed())
            let (isGone, hasStopped) = (seen < oldest, isStopped)
            condition.unlock()
            if hasStopped { return false }
            if isGone {
                let status = Self.refusal(410, "too old resource version")
                connection.writeChunk("{\"type\":\"ERROR\",\"object\":\(status)}\n")
                return connection.writeChunk("")
            }
            for event in new {
                guard connection.writeChunk(event.text) else { return false }
                seen = event.version
            }
            if isOver { return connection.writeChunk("") }
        }
    }

    private static func refusal(_ code: Int, _ message: String) -> String {
        "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"metadata\":{},\"status\":\"Failure\",\"message\":\"\(message)\",\"code\":\(code)}"
    }

    private static func parse(_ target: String) -> (path: String, query: [String: String]) {
        let parts = target.split(separator: "?", maxSplits: 1).map(String.init)
        var query: [String: String] = [:]
        for pair in (parts.count > 1 ? parts[1] : "").split(separator: "&") {
            let entry = pair.split(separator: "=", maxSplits: 1).map(String.init)
            query[entry[0]] = entry.count > 1 ? entry[1].removingPercentEncoding ?? "" : ""
        }
        return (parts[0], query)
    }
}
