// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPServer
import Platform
import Synchronization
import Testing

@Suite("HTTP server", .timeLimit(.minutes(5)))
struct HTTPServerTests {
    private let path = "/tmp/tenancy-http-\(UUID().uuidString.prefix(8))"
    private let log = Log()

    private final class Log: Sendable {
        let lines = Mutex<[String]>([])
    }

    private func withServer(
        limits: HTTPLimits = HTTPLimits(), handler: @escaping HTTPServer.Handler = Self.echo,
        _ body: (HTTPServer) async throws -> Void
    ) async throws {
        let server = try HTTPServer(
            listener: HTTPListener(path: path), limits: limits,
            refusal: { HTTPResponse(status: $0.status, body: Array($0.description.utf8)) },
            log: { [log] line in log.lines.withLock { $0.append(line) } }, handler: handler)
        do {
            try await body(server)
        } catch {
            await server.stop(within: .seconds(10))
            throw error
        }
        await server.stop(within: .seconds(10))
        #expect(!FileSystem.exists(path))
    }

    private static func echo(_ request: HTTPRequest) async -> HTTPResponse {
        let query = request.query.map { "\($0.name)=\($0.value)" }.joined(separator: ";")
        let body = String(decoding: request.body, as: UTF8.self)
        return text("\(request.method) \(request.path) [\(query)] \(request.header("x-test") ?? "-") <\(body)>")
    }

    private static func text(_ text: String) -> HTTPResponse {
        HTTPResponse(status: 200, headers: [("Content-Type", "text/plain")], body: Array(text.utf8))
    }

    private func exchange(_ request: String) async throws -> RawClient.Response? {
        try await onThread { [path] in
            let client = try RawClient(path)
            try client.send(request)
            return try client.receive()
        }
    }

    private func expectAlive() async throws {
        let response = try await exchange("GET /alive HTTP/1.1\r\nHost: x\r\n\r\n")
        #expect(response == .init(status: 200, body: "GET /alive [] - <>"))
    }

    @Test("method, path, query, headers and body reach the handler, and its answer the client")
    func roundTrip() async throws {
        try await withServer { _ in
            let response = try await exchange(
                "POST /a%20b?x=1&y=%26 HTTP/1.1\r\nHost: x\r\nX-Test: yes\r\nContent-Length: 5\r\n\r\nhello")
            #expect(response == .init(status: 200, body: "POST /a b [x=1;y=&] yes <hello>"))
        }
    }

    @Test("a chunked body arrives whole")
    func chunked() async throws {
        try await withServer { _ in
            let response = try await exchange(
                "PUT / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n")
            #expect(response == .init(status: 200, body: "PUT / [] - <abcde>"))
        }
    }

    @Test("the handler knows who asks")
    func peer() async throws {
        let handler: HTTPServer.Handler = { Self.text("\($0.peer.uid) \($0.peer.gid) \($0.peer.pid)") }
        try await withServer(handler: handler) { _ in
            let response = try await exchange("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(response?.body == "\(geteuid()) \(getegid()) \(getpid())")
        }
    }

    @Test("one connection serves one request after the other, also when they come at once")
    func keepAlive() async throws {
        try await withServer { [path] _ in
            try await onThread {
                let client = try RawClient(path)
                for number in 0..<20 {
                    try client.send("GET /\(number) HTTP/1.1\r\nHost: x\r\n\r\n")
                    #expect(try client.receive()?.body == "GET /\(number) [] - <>")
                }
                try client.send(String(repeating: "GET /p HTTP/1.1\r\nHost: x\r\n\r\n", count: 20))
                for _ in 0..<20 { #expect(try client.receive()?.body == "GET /p [] - <>") }
            }
        }
    }

    @Test("a body of exactly the limit is taken")
    func bodyAtLimit() async throws {
        try await withServer(limits: HTTPLimits(body: 1000)) { _ in
            let body = String(repeating: "b", count: 1000)
            let response = try await exchange("PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n\(body)")
            #expect(response?.body == "PUT / [] - <\(body)>")
        }
    }

    @Test("a body over the limit is refused, announced or not", arguments: ["announced", "sent", "chunked"])
    func bodyOverLimit(kind: String) async throws {
        let chunk = "100\r\n\(String(repeating: "b", count: 256))\r\n"
        let rest =
            switch kind {
            case "announced": "Content-Length: 1001\r\n\r\n"
            case "sent": "Content-Length: 1001\r\n\r\n\(String(repeating: "b", count: 1001))"
            default: "Transfer-Encoding: chunked\r\n\r\n\(String(repeating: chunk, count: 40))0\r\n\r\n"
            }
        try await withServer(limits: HTTPLimits(body: 1000)) { _ in
            let response = try await exchange("PUT / HTTP/1.1\r\nHost: x\r\n\(rest)")
            #expect(response == .init(status: 413, body: "cannot take the body: more than 1000 bytes"))
            try await expectAlive()
        }
    }

    @Test("a path may take more from some, and others stay at the limit")
    func bodyException() async throws {
        let limits = HTTPLimits(body: 10) { peer, path in path == "/large" && peer.uid == getuid() ? 1000 : nil }
        try await withServer(limits: limits) { _ in
            for (path, length, status) in [("large", 1000, 200), ("large", 1001, 413), ("small", 11, 413)] {
                let body = String(repeating: "b", count: length)
                let response = try await exchange(
                    "PUT /\(path) HTTP/1.1\r\nHost: x\r\nContent-Length: \(length)\r\n\r\n\(body)")
                #expect(response?.status == status)
            }
        }
    }

    @Test("a large answer arrives whole")
    func largeAnswer() async throws {
        let text = String(repeating: "0123456789abcdef", count: 1 << 19)
        try await withServer(handler: { _ in Self.text(text) }) { _ in
            let response = try await exchange("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(response?.body == text)
        }
    }

    @Test("64 requests are handled at the same time")
    func concurrency() async throws {
        let gate = Gate(64)
        let handler: HTTPServer.Handler = {
            await gate.pass()
            return await Self.echo($0)
        }
        try await withServer(handler: handler) { _ in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<64 {
                    group.addTask {
                        let response = try await exchange("GET /\(number) HTTP/1.1\r\nHost: x\r\n\r\n")
                        #expect(response?.body == "GET /\(number) [] - <>")
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    @Test("thousands of quick requests from several clients are all answered")
    func load() async throws {
        try await withServer { [path] _ in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<8 {
                    group.addTask {
                        try await onThread {
                            let client = try RawClient(path)
                            for number in 0..<500 {
                                try client.send("GET /\(number) HTTP/1.1\r\nHost: x\r\n\r\n")
                                #expect(try client.receive()?.body == "GET /\(number) [] - <>")
                            }
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    @Test("a client that sends byte by byte holds nobody up")
    func slowClient() async throws {
        try await withServer { [path] _ in
            let client = try RawClient(path)
            let request = "PUT /slow HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc"
            for (index, character) in request.enumerated() {
                try client.send(String(character))
                if index.isMultiple(of: 8) { try await expectAlive() }
            }
            let response = try await onThread { try client.receive() }
            #expect(response?.body == "PUT /slow [] - <abc>")
        }
    }

    @Test("a client that says nothing is dropped after the idle timeout")
    func idleTimeout() async throws {
        try await withServer(limits: HTTPLimits(idleTimeout: .seconds(1))) { [path] _ in
            try await onThread {
                let client = try RawClient(path)
                try client.send("GET / HT")
                client.drain()
            }
        }
    }

    @Test("a handler may take longer than the idle timeout")
    func slowHandler() async throws {
        let handler: HTTPServer.Handler = { _ in
            // The library's timeout runs on the machine's clock, so there is no other way to outlast it.
            try? await Task.sleep(for: .seconds(3))
            return Self.text("late")
        }
        try await withServer(limits: HTTPLimits(idleTimeout: .seconds(1)), handler: handler) { _ in
            let response = try await exchange("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(response?.body == "late")
        }
    }

    @Test("a client that goes away cancels its handler")
    func disconnectDuringHandler() async throws {
        let (events, continuation) = AsyncStream.makeStream(of: String.self)
        let handler: HTTPServer.Handler = {
            guard $0.path == "/wait" else { return await Self.echo($0) }
            continuation.yield("started")
            try? await Task.sleep(for: .seconds(3600))
            continuation.yield(Task.isCancelled ? "cancelled" : "slept")
            return Self.text("")
        }
        try await withServer(handler: handler) { [path] _ in
            var iterator = events.makeAsyncIterator()
            // With time between, in which the server may stop to look, and without.
            for pause in [0, 250, 0] {
                var client: RawClient? = try RawClient(path)
                try client?.send("GET /wait HTTP/1.1\r\nHost: x\r\n\r\n")
                #expect(await iterator.next() == "started")
                client = nil
                #expect(await iterator.next() == "cancelled")
                try await expectAlive()
                try await Task.sleep(for: .milliseconds(pause))
            }
        }
    }

    @Test("a client that only ends its own sending gets its answer")
    func halfClose() async throws {
        let gate = Gate(2)
        let handler: HTTPServer.Handler = {
            await gate.pass()
            return await Self.echo($0)
        }
        try await withServer(handler: handler) { [path] _ in
            let client = try RawClient(path)
            try client.send("GET /half HTTP/1.1\r\nHost: x\r\n\r\n")
            client.shutdownSending()
            await gate.pass()
            let response = try await onThread { try client.receive() }
            #expect(response?.body == "GET /half [] - <>")
        }
    }

    @Test("a client that goes away in the middle of its request leaves the server well")
    func disconnectDuringRequest() async throws {
        let request = "PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nabc"
        try await withServer { [path] _ in
            for length in 0...request.utf8.count { try RawClient(path).send(String(request.prefix(length))) }
            try await expectAlive()
        }
    }

    @Test("bytes that are not HTTP reach no handler and leave the server well")
    func garbage() async throws {
        var generator = SplitMix(state: 7)
        let noise = (0..<50).map { _ in
            (0..<400).map { _ in String(UnicodeScalar(UInt8.random(in: .min ... .max, using: &generator))) }.joined()
        }
        let handler: HTTPServer.Handler = {
            #expect($0.path == "/alive")
            return await Self.echo($0)
        }
        try await withServer(handler: handler) { [path] _ in
            let fixed = [
                "\r\n\r\n\r\n", "\0\0\0\0", "GET\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "GET / HTTP/1.1\r\n\r\n",
                "GET /\(String(repeating: "x", count: 100_000)) HTTP/1.1\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: x\r\nA: \(String(repeating: "x", count: 100_000))\r\n\r\n",
                "PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
                "PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n",
                "PUT / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
                "GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n",
            ]
            for text in fixed + noise {
                try? RawClient(path).send(text)
                try await expectAlive()
            }
        }
    }

    @Test("a malformed target is refused with the reason")
    func badTarget() async throws {
        try await withServer { _ in
            let response = try await exchange("GET /a%2fb HTTP/1.1\r\nHost: x\r\n\r\n")
            let reason = "cannot read the request target: an escaped slash in the path"
            #expect(response == .init(status: 400, body: reason))
        }
    }

    @Test("an answer whose header would break its line is not sent")
    func headerInjection() async throws {
        let handler: HTTPServer.Handler = { _ in HTTPResponse(status: 200, headers: [("A", "b\r\nC: d")]) }
        try await withServer(handler: handler) { _ in
            let response = try await exchange("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(response?.status == 500)
        }
    }

    @Test("a stop lets running requests finish, and takes no new ones")
    func stop() async throws {
        let gate = Gate(2)
        let (started, continuation) = AsyncStream.makeStream(of: Void.self)
        let handler: HTTPServer.Handler = {
            continuation.yield()
            await gate.pass()
            return await Self.echo($0)
        }
        try await withServer(handler: handler) { server in
            var iterator = started.makeAsyncIterator()
            async let response = exchange("GET /last HTTP/1.1\r\nHost: x\r\n\r\n")
            await iterator.next()
            async let stopped: Void = server.stop(within: .seconds(30))
            await gate.pass()
            let received = try await response
            #expect(received?.body == "GET /last [] - <>")
            await stopped
            #expect(throws: SystemError.self) { _ = try RawClient(path) }
        }
    }

    @Test("a stop cancels what does not finish in time, and says so to the client")
    func stopDeadline() async throws {
        let (events, continuation) = AsyncStream.makeStream(of: String.self)
        let handler: HTTPServer.Handler = { _ in
            continuation.yield("started")
            try? await Task.sleep(for: .seconds(3600))
            continuation.yield("cancelled")
            return Self.text("")
        }
        try await withServer(handler: handler) { server in
            var iterator = events.makeAsyncIterator()
            async let response = exchange("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(await iterator.next() == "started")
            await server.stop(within: .milliseconds(50))
            #expect(await iterator.next() == "cancelled")
            let received = try await response
            #expect(received == .init(status: 503, body: "cannot serve: the server is stopping"))
        }
    }

    @Test("a stop does not wait for clients that are between requests")
    func stopWithIdleClient() async throws {
        try await withServer { [path] server in
            let client = try RawClient(path)
            try await expectAlive()
            // Did it wait, the suite's time limit would end it.
            await server.stop(within: .seconds(3600))
            try await onThread { client.drain() }
        }
    }

    @Test("what the library complains about goes to the log, and a listener that is none is refused")
    func badListener() throws {
        let file = try #require(FileHandle(forReadingAtPath: "/dev/null"))
        #expect(throws: HTTPServerError.cannotStart) {
            _ = try HTTPServer(
                listener: HTTPListener(adopting: dup(file.fileDescriptor)),
                refusal: { HTTPResponse(status: $0.status) },
                log: { [log] line in log.lines.withLock { $0.append(line) } }, handler: Self.echo)
        }
        #expect(log.lines.withLock { !$0.isEmpty && $0.allSatisfy { !$0.contains("\n") } })
    }
}

/// A seeded generator, so that a failure can be repeated.
private struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }
}
