// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import TenancyClient

@Suite("Reply parser")
struct ReplyParserTests {
    /// Parses `text` in pieces of `size` bytes, and its end when that is not enough.
    private func parse(_ text: String, piece size: Int, limit: Int = 100) throws -> Reply {
        var parser = ReplyParser(bodyLimit: limit)
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            if let reply = try parser.consume(rest.prefix(size)) { return reply }
            rest = rest.dropFirst(size)
        }
        return try parser.finish()
    }

    @Test(
        "a reply is the same however its bytes are cut",
        arguments: [
            ("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", 200, "hello"),
            ("HTTP/1.1 422 Unprocessable Content\r\ncontent-length:\t0 \r\nX: y\r\n\r\n", 422, ""),
            ("HTTP/1.0 503\r\n\r\nuntil the end", 503, "until the end"),
            ("HTTP/1.1 204 No Content\r\n\r\n", 204, ""),
            ("HTTP/1.1 200 OK\nContent-Length: 2\n\nok", 200, "ok"),
            ("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\nok", 200, "ok"),
            (
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n5\r\nhello\r\nA;x=y\r\n, world!!!\r\n0\r\nT: t\r\n\r\n",
                200, "hello, world!!!"
            ),
        ], [1, 2, 7, 1000])
    func whole(sample: (String, Int, String), piece: Int) throws {
        let reply = try parse(sample.0, piece: piece)
        #expect(reply.status == sample.1)
        #expect(String(decoding: reply.body, as: UTF8.self) == sample.2)
    }

    @Test(
        "what is no reply, or not a whole one, is refused",
        arguments: [
            ("", "the connection was closed before the answer was whole"),
            (
                "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell",
                "the connection was closed before the answer was whole"
            ),
            (
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n",
                "the connection was closed before the answer was whole"
            ),
            ("SSH-2.0-OpenSSH\r\n\r\n", "no HTTP status line"),
            ("HTTP/1.1 2000 OK\r\n\r\n", "no HTTP status line"),
            ("HTTP/1.1 -20 OK\r\n\r\n", "no HTTP status line"),
            ("HTTP/1.1 100 Continue\r\n\r\n", "no HTTP status line"),
            ("\r\n", "no HTTP status line"),
            ("HTTP/1.1 200 OK\r\nnonsense\r\n\r\n", "a header without a name"),
            ("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", "a length that is not one number"),
            ("HTTP/1.1 200 OK\r\nContent-Length: +1\r\n\r\na", "a length that is not one number"),
            ("HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n", "a length that is not one number"),
            ("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", "a length that is not one number"),
            (
                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
                "a length that is not one number"
            ),
            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n", "transfer encoding gzip"),
            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n", "a chunk without a size"),
            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n", "a chunk without a size"),
            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab\r\n", "a chunk longer than its size"),
            ("HTTP/1.1 200 OK\r\nContent-Length: 101\r\n\r\n", "a body of more than 100 bytes"),
            ("HTTP/1.1 200 OK\r\n\r\n" + String(repeating: "x", count: 101), "a body of more than 100 bytes"),
            (
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7fffffffffffffff\r\n",
                "a body of more than 100 bytes"
            ),
            (String(repeating: "x", count: 70_000), "a head of more than 65536 bytes"),
        ], [1, 100_000])
    func refused(sample: (String, String), piece: Int) {
        #expect(throws: ClientError.protocolError(sample.1)) { try parse(sample.0, piece: piece) }
    }
}
