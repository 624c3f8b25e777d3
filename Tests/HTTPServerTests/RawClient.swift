// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Platform

/// A connection that sends exactly the bytes it is told to.
final class RawClient: Sendable {
    struct Response: Equatable, Sendable {
        let status: Int
        let body: String
    }

    private let socket: FileDescriptor

    init(_ path: String) throws {
        socket = try UnixSocket.connect(path)
    }

    func send(_ text: String) throws {
        try socket.write(text.utf8)
    }

    func shutdownSending() {
        shutdown(socket.raw, Int32(SHUT_WR))
    }

    /// The next response; nil when the server closed the connection before one was whole.
    func receive() throws -> Response? {
        var bytes: [UInt8] = []
        var byte: [UInt8] = [0]
        while !bytes.suffix(4).elementsEqual("\r\n\r\n".utf8) {
            guard try socket.read(into: &byte) == 1 else { return nil }
            bytes += byte
        }
        let head = String(decoding: bytes, as: UTF8.self)
        guard let status = head.firstMatch(of: /^HTTP\/1\.[01] (\d{3})/), let code = Int(status.1),
            let match = head.firstMatch(of: /(?i)content-length: (\d+)/), let length = Int(match.1)
        else { return nil }
        var body: [UInt8] = []
        while body.count < length {
            var chunk = [UInt8](repeating: 0, count: min(65_536, length - body.count))
            let count = try socket.read(into: &chunk)
            guard count > 0 else { return nil }
            body += chunk.prefix(count)
        }
        return Response(status: code, body: String(decoding: body, as: UTF8.self))
    }

    /// Reads and drops everything until the server closes the connection.
    func drain() {
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while case let count? = try? socket.read(into: &chunk), count > 0 {}
    }
}

/// Runs blocking code on a thread of its own: a handler needs the few threads of the pool to answer it.
func onThread<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
    try await withCheckedThrowingContinuation { continuation in
        Thread.detachNewThread { continuation.resume(with: Swift.Result { try body() }) }
    }
}
