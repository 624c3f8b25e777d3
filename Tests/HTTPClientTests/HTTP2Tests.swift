// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import APIServerFixture
import Foundation
import HTTPClient
import Platform
import Synchronization
import Testing

/// Against nghttpd, a server of somebody else's that speaks HTTP/2.
@Suite(
    "HTTP/2", .timeLimit(.minutes(2)),
    .enabled(if: NGHTTPServer.isInstalled, "needs nghttpd: apt-get install nghttp2-server"))
struct HTTP2Tests {
    @Test(
        "is spoken where the server offers it, and one connection serves requests side by side and one after the other")
    func negotiates() async throws {
        let server = try NGHTTPServer(["x": Array("hello".utf8)])
        let client = try HTTPClient()
        try await server.waits { try await client.send(server.request("x"), to: Sink()) }
        try await withThrowingTaskGroup(of: ResponseHead.self) { group in
            for _ in 0..<20 { group.addTask { try await client.send(server.request("x"), to: Sink()) } }
            for try await head in group { #expect(head.status == 200 && head.version == "2") }
        }
        for _ in 0..<5 {
            let sink = Sink()
            #expect(try await client.send(server.request("x"), to: sink).version == "2")
            #expect(sink.count == 5)
        }
        let log = try await server.stop()
        // It names the connection in each line of its log.
        let connections = Set(log.matches(of: /\[id=([0-9]+)\]/).map(\.1))
        #expect(connections.count == 1, "\(connections)")
        // Its answers are odd streams of the one connection: the first one, twenty side by side, five one after the other.
        #expect(
            Set(log.matches(of: /send HEADERS frame <length=[0-9]+, flags=0x[0-9a-f]+, stream_id=([0-9]+)>/).map(\.1))
                .count == 26)
    }
}

/// Counts the bytes of a body.
final class Sink: ResponseReceiver {
    private let total = Mutex(0)
    var count: Int { total.withLock { $0 } }
    func begin(_ head: ResponseHead) {}
    func receive(_ bytes: Span<UInt8>) -> Bool {
        total.withLock { $0 += bytes.count }
        return true
    }
}

/// nghttpd with files of a test; it ends with ``stop()``, and after a minute in any case.
final class NGHTTPServer: Sendable {
    static let isInstalled = FileSystem.exists("/usr/sbin/nghttpd") || FileSystem.exists("/usr/bin/nghttpd")

    private let authority = TestAuthority()
    private let folder: String
    private let port: UInt16
    private let output: Task<String, any Error>

    init(_ files: [String: [UInt8]]) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "tenancy-nghttpd-\(UUID())").path
        self.folder = folder
        try FileManager.default.createDirectory(atPath: "\(folder)/root", withIntermediateDirectories: true)
        for (name, bytes) in files { try Data(bytes).write(to: URL(filePath: "\(folder)/root/\(name)")) }
        let identity = authority.issue()
        try Data(identity.certificate).write(to: URL(filePath: "\(folder)/certificate"))
        try Data(identity.key).write(to: URL(filePath: "\(folder)/key"))
        // A port that is free as soon as the probe's thread has closed it, which may be after nghttpd has tried it: then it tries again.
        let probe = TLSServer(identity) { _ in }
        port = probe.port
        probe.stop()
        let script = """
            while [ ! -e stop ]; do nghttpd -v --address=127.0.0.1 -d root \(port) key certificate; sleep 0.1; done &
            until [ -e stop ]; do sleep 0.05; done
            """
        output = Task.detached {
            try await withCheckedThrowingContinuation { continuation in
                // A thread of its own: it waits until the program ends.
                Thread.detachNewThread {
                    continuation.resume(
                        with: Result {
                            let output = try ChildProcess.run(
                                executable: "sh", arguments: ["-c", script],
                                environment: ["PATH": "/usr/sbin:/usr/bin:/bin"], directory: folder,
                                deadline: .seconds(60))
                            return String(decoding: output.stdout, as: UTF8.self)
                        })
                }
            }
        }
    }

    func request(_ name: String) -> ClientRequest {
        ClientRequest(url: "https://127.0.0.1:\(port)/\(name)", trust: TrustSettings(authority: authority.pem))
    }

    /// Asks until the server is there, for forty seconds at most: a busy machine starts programs late.
    func waits(_ ask: () async throws -> ResponseHead) async throws {
        let end = ContinuousClock.now + .seconds(40)
        while true {
            do {
                _ = try await ask()
                return
            } catch HTTPClientError.unreachable where ContinuousClock.now < end {
                try await Task.sleep(for: .milliseconds(20))
            }
        }
    }

    /// Ends the program, and returns what it has written.
    func stop() async throws -> String {
        try Data().write(to: URL(filePath: "\(folder)/stop"))
        defer { try? FileManager.default.removeItem(atPath: folder) }
        return try await output.value
    }
}
