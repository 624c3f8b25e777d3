// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

package import Platform
internal import TenancyAPI

/// Speaks HTTP/1.1 to the daemon over its Unix socket; blocks, and makes a connection for each request.
package struct DaemonClient: Sendable {
    /// A query parameter or a header.
    package typealias Field = (name: String, value: String)

    private let socket: String
    private let bodyLimit: Int

    /// - Parameters:
    ///   - socket: the path of the daemon's socket.
    ///   - bodyLimit: an answer with more bytes is refused.
    package init(socket: String, bodyLimit: Int = 256 << 20) {
        self.socket = socket
        self.bodyLimit = bodyLimit
    }

    /// Sends a request and waits for its answer, whatever its status, at most `timeout`.
    ///
    /// - Parameters:
    ///   - path: components, not encoded: `["v1", "pools", "public-v4"]`.
    ///   - query: parameters, not encoded.
    ///   - headers: besides `Host`, `Connection` and what describes the body, which is JSON; ASCII without controls.
    /// - Throws: everything but `problem`.
    package func send(
        _ method: String, _ path: [String], query: [Field] = [], headers: [Field] = [], body: [UInt8] = [],
        timeout: Duration = .seconds(30)
    ) throws(ClientError) -> Reply {
        try exchange(method, path, query, headers, body, timeout: timeout, bodyLimit: bodyLimit) {
            _ throws(ClientError) in
        }
    }

    /// Sends a request and adds the body of a successful answer to a file as it comes, however much it is.
    ///
    /// - Returns: how many bytes that were.
    /// - Throws: `problem` for an answer that is no success, `fileRefused` when the file cannot be written.
    package func download(
        _ method: String, _ path: [String], query: [Field] = [], timeout: Duration, to file: inout NewFile
    ) throws(ClientError) -> Int {
        var count = 0
        let reply = try exchange(method, path, query, [], [], timeout: timeout, bodyLimit: .max) {
            parser throws(ClientError) in
            let content = parser.takeContent()
            count += content.count
            do throws(SystemError) {
                try file.write(content)
            } catch {
                throw .fileRefused(reason: "\(error)")
            }
        }
        guard (200..<300).contains(reply.status) else {
            _ = try reply.decode(Problem.self)
            throw .protocolError("status \(reply.status)")
        }
        return count
    }

    private func exchange(
        _ method: String, _ path: [String], _ query: [Field], _ headers: [Field], _ body: [UInt8], timeout: Duration,
        bodyLimit: Int, received: (inout ReplyParser) throws(ClientError) -> Void
    ) throws(ClientError) -> Reply {
        let stream: UnixStream
        do throws(SystemError) {
            stream = try UnixStream(connectingTo: socket, deadline: ContinuousClock.now + timeout)
        } catch {
            throw error.reason.isDenial ? .permissionDenied(path: socket) : failure(error.reason)
        }
        do throws(Errno) {
            try stream.send(Self.head(method, path, query, headers, body) + body)
        } catch {
            // A daemon that refuses a request early closes its side; its answer is there to be read.
            guard error.isDisconnect else { throw failure(error) }
        }
        var parser = ReplyParser(bodyLimit: bodyLimit)
        var chunk = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count: Int
            do throws(Errno) {
                count = try stream.receive(into: &chunk)
            } catch {
                guard error.isDisconnect else { throw failure(error) }
                count = 0
            }
            let reply = try count == 0 ? parser.finish() : parser.consume(chunk[..<count])
            try received(&parser)
            if let reply { return reply }
        }
    }

    private func failure(_ reason: Errno) -> ClientError {
        reason.isTimeout ? .timedOut(path: socket) : .daemonUnreachable(path: socket, reason: reason.description)
    }

    private static func head(
        _ method: String, _ path: [String], _ query: [Field], _ headers: [Field], _ body: [UInt8]
    ) -> [UInt8] {
        let parameters = query.map { "\($0.name.percentEncoded)=\($0.value.percentEncoded)" }.joined(separator: "&")
        let target = "/" + path.map(\.percentEncoded).joined(separator: "/") + (query.isEmpty ? "" : "?\(parameters)")
        var lines = ["\(method) \(target) HTTP/1.1", "Host: tenancy", "Connection: close"]
        if !body.isEmpty { lines += ["Content-Type: application/json", "Content-Length: \(body.count)"] }
        lines += headers.map { "\($0.name): \($0.value)" }
        precondition(!lines.joined().utf8.contains { $0 < 0x20 || $0 >= 0x7F }, "a request's head is printable ASCII")
        return Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8)
    }
}

extension String {
    /// All but the unreserved characters of RFC 3986 as `%XX`.
    fileprivate var percentEncoded: String {
        let digits = Array("0123456789ABCDEF".utf8)
        let bytes = utf8.flatMap { byte -> [UInt8] in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                [byte]
            default: [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
