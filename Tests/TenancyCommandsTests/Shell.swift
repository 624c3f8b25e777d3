// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import TenancyCommands
@testable import TenancyClient

/// What one run of `tenancyctl` did.
struct Run {
    let exitCode: Int32
    let output: String
    let errors: String
    let requests: [String]
    let timeouts: [Duration]
    let sockets: [String]
}

/// Runs a command line whose words are parted by spaces; `'…'` keeps one together.
func tenancyctl(
    _ line: String, answers: [Result<Reply, ClientError>] = [], environment: [String: String] = [:],
    isTerminal: Bool = false
) -> Run {
    let paper = Paper(isTerminal: isTerminal)
    let transport = RecordingTransport(answers)
    var sockets: [String] = []
    let words = line.split(separator: "'", omittingEmptySubsequences: false).enumerated().flatMap { index, part in
        index.isMultiple(of: 2) ? part.split(separator: " ").map(String.init) : [String(part)]
    }
    let exitCode = Tenancyctl.run(words, environment: environment, console: paper) { socket in
        sockets.append(socket)
        return transport
    }
    return Run(
        exitCode: exitCode, output: paper.output, errors: paper.errors, requests: transport.requests,
        timeouts: transport.timeouts, sockets: sockets)
}

extension Result where Success == Reply, Failure == ClientError {
    /// An answer with this status and JSON.
    static func reply(_ status: Int, _ json: String) -> Self {
        .success(Reply(status: status, body: Array(json.utf8)))
    }

    static func problem(_ status: Int, _ code: String, _ detail: String, hint: String? = nil) -> Self {
        let hint = hint.map { #","hint":"\#($0)""# } ?? ""
        return .reply(
            status,
            #"{"code":"\#(code)","detail":"\#(detail)","field":"name"\#(hint),"requestID":"r-17","status":\#(status),"#
                + #""title":"Refused","type":"about:blank"}"#)
    }
}
