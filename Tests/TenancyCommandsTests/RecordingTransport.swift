// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import CommandLineKit
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
}
