// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import APIServerFixture
import HTTPClient
import Synchronization
import Testing

@Suite("An HTTPS client", .timeLimit(.minutes(5)))
struct HTTPClientTests {
    private let authority = TestAuthority()

    private func server(
        _ identity: TestAuthority.Identity? = nil, clients: TestAuthority? = nil,
        answer: @escaping @Sendable (TLSConnection, [String]) -> Bool
    ) -> TLSServer {
        TLSServer(identity ?? authority.issue(), clients: clients) { connection in
            while let head = connection.readHead(), answer(connection, head) {}
        }
    }

    private func hello(_ connection: TLSConnection, _: [String]) -> Bool {
        connection.write("HTTP/1.1 200 OK\r\nRetry-After: 7\r\nContent-Length: 5\r\n\r\nhello")
    }

    private func request(_ server: TLSServer, _ change: (inout ClientRequest) -> Void = { _ in }) -> ClientRequest {
        var request = ClientRequest(
            url: "https://127.0.0.1:\(server.port)/x", trust: TrustSettings(authority: authority.pem))
        change(&request)
        return request
    }

    @Test("the answer comes in parts, and one connection serves many requests")
    func keepsAlive() async throws {
        let server = server(answer: hello)
        defer { server.stop() }
        let client = try HTTPClient()
        for _ in 0..<5 {
            let body = Body()
            let head = try await client.send(request(server), to: body)
            #expect(head.status == 200)
            #expect(head.headers["retry-after"] == "7")
            #expect(body.text == "hello")
            #expect(body.heads == 1)
        }
        #expect(server.connections == 1)
    }

    @Test("only the authority that is named is believed")
    func pins() async throws {
        let server = server(answer: hello)
        defer { server.stop() }
        let client = try HTTPClient()
        let other = TestAuthority(name: "Another authority")
        let error = await #expect(throws: HTTPClientError.self) {
            try await client.send(request(server) { $0.trust.authority = other.pem }, to: Body())
        }
        guard case .untrusted = error else { return #expect(Bool(false), "\(error as Any)") }
    }

    @Test("an expired certificate is said to have expired")
    func expired() async throws {
        let server = server(authority.issue(from: -7200, to: -3600), answer: hello)
        defer { server.stop() }
        let client = try HTTPClient()
        let error = await #expect(throws: HTTPClientError.self) { try await client.send(request(server), to: Body()) }
        #expect(error?.description.contains("expired") == true)
    }

    @Test("a client shows its certificate, and is refused without one")
    func mutual() async throws {
        let server = server(clients: authority, answer: hello)
        defer { server.stop() }
        let client = try HTTPClient()
        let identity = authority.issue("tenancy")
        let head = try await client.send(
            request(server) {
                $0.trust.certificate = identity.certificate
                $0.trust.key = identity.key
            }, to: Body())
        #expect(head.status == 200)
        await #expect(throws: HTTPClientError.self) { try await client.send(request(server), to: Body()) }
    }

    @Test("a server that never answers is given up, and the next request takes another connection")
    func silence() async throws {
        let count = Mutex(0)
        let server = server { connection, head in
            let number = count.withLock { count in
                count += 1
                return count
            }
            // The first connection reads and says nothing.
            return number == 1 ? true : self.hello(connection, head)
        }
        defer { server.stop() }
        let client = try HTTPClient()
        let silent = request(server) { $0.silenceLimit = .milliseconds(300) }
        await #expect(throws: HTTPClientError.silent(.milliseconds(300))) { try await client.send(silent, to: Body()) }
        #expect(try await client.send(request(server), to: Body()).status == 200)
        #expect(server.connections == 2)
    }

    @Test("what breaks off in the middle is an error, and so is an answer that takes too long as a whole")
    func broken() async throws {
        let server = server { connection, head in
            if head[0].contains("/cut") {
                connection.write("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nhel")
                connection.cut()
                return false
            }
            connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            while connection.writeChunk("x") {}
            return false
        }
        defer { server.stop() }
        let client = try HTTPClient()
        let error = await #expect(throws: HTTPClientError.self) {
            try await client.send(request(server) { $0.url += "/cut" }, to: Body())
        }
        guard case .broken = error else { return #expect(Bool(false), "\(error as Any)") }
        let endless = request(server) { $0.totalLimit = .milliseconds(300) }
        await #expect(throws: HTTPClientError.tooLong(.milliseconds(300))) {
            try await client.send(endless, to: Body())
        }
    }

    @Test("a receiver that has enough ends the request")
    func enough() async throws {
        let server = server { connection, _ in
            connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            while connection.writeChunk("x") {}
            return false
        }
        defer { server.stop() }
        let client = try HTTPClient()
        await #expect(throws: HTTPClientError.stopped) {
            try await client.send(request(server), to: Body(limit: 1000))
        }
    }

    @Test("a cancelled task's request ends at once, also one that has not begun")
    func cancels() async throws {
        let server = server { _, _ in true }
        defer { server.stop() }
        let client = try HTTPClient()
        let request = request(server)
        let task = Task { try await client.send(request, to: Body()) }
        task.cancel()
        await #expect(throws: HTTPClientError.cancelled) { try await task.value }
    }

    @Test("neither a port where nobody listens nor another scheme is tried for long")
    func unreachable() async throws {
        let server = server(answer: hello)
        server.stop()
        let client = try HTTPClient()
        let error = await #expect(throws: HTTPClientError.self) { try await client.send(request(server), to: Body()) }
        guard case .unreachable = error else { return #expect(Bool(false), "\(error as Any)") }
        let plain = request(server) { $0.url = "http://127.0.0.1:\(server.port)/" }
        await #expect(throws: HTTPClientError.self) { try await client.send(plain, to: Body()) }
    }
}

/// Keeps what comes.
private final class Body: ResponseReceiver {
    private let state = Mutex<(bytes: [UInt8], heads: Int)>(([], 0))
    private let limit: Int

    init(limit: Int = .max) { self.limit = limit }

    var text: String { state.withLock { String(decoding: $0.bytes, as: UTF8.self) } }
    var heads: Int { state.withLock { $0.heads } }

    func begin(_ head: ResponseHead) { state.withLock { $0.heads += 1 } }

    func receive(_ bytes: Span<UInt8>) -> Bool {
        state.withLock { state in
            for index in bytes.indices { state.bytes.append(bytes[index]) }
            return state.bytes.count < limit
        }
    }
}
