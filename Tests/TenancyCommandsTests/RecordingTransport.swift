// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import CommandLineKit
import Platform
import TenancyAPI
import TenancyCommands
@testable import TenancyClient

/// Answers with what was put in, in order, and keeps what was asked as text one could type.
final class RecordingTransport: Transport {
    private var answers: [Result<Reply, ClientError>]
    private(set) var requests: [String] = []
    private(set) var timeouts: [Duration] = []

    init(_ answers: [Result<Reply, ClientError>]) {
        self.answers = answers
    }

    func send(_ request: Request) throws(ClientError) -> Reply {
        var lines = ["\(request.method) \(request.target)"]
        lines += request.headers.map { "\($0.name): \($0.value)" }
        if !request.body.isEmpty { lines.append(String(decoding: request.body, as: UTF8.self)) }
        requests.append(lines.joined(separator: "\n"))
        timeouts.append(request.timeout)
        guard !answers.isEmpty else { throw .protocolError("the test has no answer for it") }
        return try answers.removeFirst().get()
    }

    func download(_ request: Request, to file: inout NewFile) throws(ClientError) -> Int {
        let reply = try send(request)
        guard reply.status == 200 else { throw .problem(try reply.decode(Problem.self)) }
        do throws(SystemError) {
            try file.write(reply.body)
        } catch {
            throw .fileRefused(reason: "\(error)")
        }
        return reply.body.count
    }
}
