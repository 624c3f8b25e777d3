// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPServer
import Platform
import TenancyAPI
import TenancyClient
import Testing

@Suite("Daemon client", .timeLimit(.minutes(5)))
struct DaemonClientTests {
    private let path = "/tmp/tenancy-client-\(UUID().uuidString.prefix(8))"

    private struct Echo: Codable, Equatable {
        let method: String
        let path: String
        let query: [String]
        let reason: String?
        let body: Int
    }

    private func withServer(
        limits: HTTPLimits = HTTPLimits(), handler: @escaping HTTPServer.Handler,
        _ body: @escaping @Sendable (DaemonClient) throws -> Void
    ) async throws {
        let server = try HTTPServer(
            listener: HTTPListener(path: path), limits: limits, refusal: { HTTPResponse(status: $0.status) },
            log: { _ in }, handler: handler)
        // On a thread of its own: the client blocks, and the handler needs the pool's few threads.
        let result = await withCheckedContinuation { continuation in
            Thread.detachNewThread { [path] in
                continuation.resume(returning: Result { try body(DaemonClient(socket: path)) })
            }
        }
        await server.stop(within: .seconds(10))
        try result.get()
    }

    private static func json(_ status: Int, _ value: some Encodable) -> HTTPResponse {
        HTTPResponse(status: status, body: (try? JSON.encode(value)) ?? [])
    }

    @Test("path, query, headers and body arrive as they were given, and the object comes back")
    func roundTrip() async throws {
        let handler: HTTPServer.Handler = { request in
            Self.json(
                200,
                Echo(
                    method: request.method, path: request.path,
                    query: request.query.map { "\($0.name)=\($0.value)" }, reason: request.header("Tenancy-Reason"),
                    body: request.body.count))
        }
        try await withServer(handler: handler) { client in
            let reply = try client.send(
                "POST", ["v1", "a b", "ü?#%"], query: [("q", "a&b=c/d+e"), ("ü", "")],
                headers: [("Tenancy-Reason", "because")], body: Array(repeating: 1, count: 1 << 20))
            #expect(
                try reply.decode(Echo.self)
                    == Echo(
                        method: "POST", path: "/v1/a b/ü?#%", query: ["q=a&b=c/d+e", "ü="], reason: "because",
                        body: 1 << 20))
        }
    }

    @Test("a problem is thrown as it is")
    func problem() async throws {
        let problem = Problem(status: 422, code: "address.overlap", detail: "cannot take 10.0.0.0/8", hint: "look")
        try await withServer(handler: { _ in Self.json(422, problem) }) { client in
            let reply = try client.send("GET", ["v1"])
            #expect(throws: ClientError.problem(problem)) { try reply.decode(Echo.self) }
        }
    }

    @Test("a body that is not what it should be is no object and no problem", arguments: [200, 500])
    func wrongBody(status: Int) async throws {
        try await withServer(handler: { _ in HTTPResponse(status: status, body: Array("oops".utf8)) }) { client in
            let reply = try client.send("GET", ["v1"])
            #expect(throws: ClientError.protocolError("status \(status) with a body that is no Echo")) {
                try reply.decode(Echo.self)
            }
        }
    }

    @Test("an answer that comes while the body is still being sent is read")
    func earlyAnswer() async throws {
        try await withServer(limits: HTTPLimits(body: 10), handler: { _ in HTTPResponse(status: 200) }) { client in
            let reply = try client.send("PUT", [], body: Array(repeating: 1, count: 8 << 20))
            #expect(reply.status == 413)
        }
    }

    @Test("a large answer is read whole up to the limit, and refused above it")
    func largeAnswer() async throws {
        let body = Array(repeating: UInt8(7), count: 8 << 20)
        try await withServer(handler: { _ in HTTPResponse(status: 200, body: body) }) { [path] client in
            let reply = try client.send("GET", [])
            #expect(reply.body == body)
            #expect(throws: ClientError.protocolError("a body of more than \(body.count - 1) bytes")) {
                try DaemonClient(socket: path, bodyLimit: body.count - 1).send("GET", [])
            }
        }
    }

    @Test("an answer that does not come in time ends the wait, and the handler's work")
    func timeout() async throws {
        let (ended, continuation) = AsyncStream.makeStream(of: Void.self)
        let handler: HTTPServer.Handler = { _ in
            try? await Task.sleep(for: .seconds(3600))
            continuation.finish()
            return HTTPResponse(status: 200)
        }
        try await withServer(handler: handler) { [path] client in
            #expect(throws: ClientError.timedOut(path: path)) {
                try client.send("GET", [], timeout: .milliseconds(100))
            }
        }
        for await _ in ended {}
    }

    @Test("a socket that is missing, or that nobody listens at, is a daemon out of reach")
    func unreachable() throws {
        let client = DaemonClient(socket: path)
        let missing = #expect(throws: ClientError.self) { try client.send("GET", []) }
        #expect(missing == .daemonUnreachable(path: path, reason: "No such file or directory"))
        #expect(missing?.description == "cannot reach tenancyd at \(path): No such file or directory")
        _ = try UnixSocket.listen(path, mode: 0o600)
        defer { try? FileManager.default.removeItem(atPath: path) }
        // Another test's child has this process's descriptors between its fork and its exec, and so keeps the listener for a moment.
        let refused = ClientError.daemonUnreachable(path: path, reason: "Connection refused")
        var answer: ClientError?
        for _ in 0..<200 where answer != refused {
            answer = #expect(throws: ClientError.self) { try client.send("GET", []) }
            usleep(10_000)
        }
        #expect(answer == refused)
    }

    @Test("a peer that hangs up is no daemon")
    func hangUp() throws {
        let listener = try UnixSocket.listen(path, mode: 0o600)
        defer { try? FileManager.default.removeItem(atPath: path) }
        let descriptor = listener.raw
        Thread.detachNewThread { close(accept(descriptor, nil, nil)) }
        #expect(throws: ClientError.protocolError("the connection was closed before the answer was whole")) {
            try DaemonClient(socket: path).send("GET", [])
        }
        _ = consume listener
    }

    /// In a process of its own, which may give up root.
    @Test("a socket whose permissions keep the caller out is told apart")
    func permissionDenied() async {
        await #expect(processExitsWith: .success) {
            let path = "/tmp/tenancy-client-\(getpid())"
            let listener = try UnixSocket.listen(path, mode: 0)
            defer { _ = try? FileManager.default.removeItem(atPath: path) }
            try #require(geteuid() != 0 || seteuid(65_534) == 0)
            #expect(throws: ClientError.permissionDenied(path: path)) {
                try DaemonClient(socket: path).send("GET", [])
            }
            try #require(getuid() != 0 || seteuid(0) == 0)
            _ = consume listener
        }
    }

    @Test("a file of the daemon's comes whole into a new file of the caller's, without a limit")
    func download() async throws {
        let source = "\(path).source"
        let content = Data((0..<5_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) })
        try content.write(to: URL(filePath: source))
        let handler: HTTPServer.Handler = { request in
            request.path == "/v1/backup"
                ? HTTPResponse(status: 200, file: HTTPFile(path: source, owner: 0))
                : Self.json(503, Problem(status: 503, code: "store.unavailable", detail: "no room"))
        }
        try await withServer(handler: handler) { [path] client in
            let client = client
            var file = try NewFile("\(path).target", mode: 0o600)
            let count = try client.download("GET", ["v1", "backup"], timeout: .seconds(20), to: &file)
            #expect(!FileManager.default.fileExists(atPath: "\(path).target"))
            try file.finish()
            #expect(count == content.count)
            let written = try Data(contentsOf: URL(filePath: "\(path).target"))
            #expect(written == content)
            #expect(throws: SystemError.self) { _ = try NewFile("\(path).target", mode: 0o600) }

            var other = try NewFile("\(path).other", mode: 0o600)
            do throws(ClientError) {
                _ = try client.download("GET", ["v1", "else"], timeout: .seconds(20), to: &other)
                Issue.record("a refusal is an error")
            } catch {
                #expect(error == .problem(Problem(status: 503, code: "store.unavailable", detail: "no room")))
            }
        }
        for suffix in [".source", ".target"] { try FileManager.default.removeItem(atPath: path + suffix) }
        let left = try FileManager.default.contentsOfDirectory(atPath: "/tmp")
            .filter { $0.contains(URL(filePath: path).lastPathComponent) }
        #expect(left == [])
    }
}
