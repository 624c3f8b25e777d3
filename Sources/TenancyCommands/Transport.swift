// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

package import Platform
package import TenancyClient

/// The way to the daemon: its socket, or in tests a recording.
package protocol Transport {
    /// Sends one request and waits for its answer, whatever its status.
    func send(_ request: Request) throws(ClientError) -> Reply
    /// Sends one request and adds the body of a successful answer to a file.
    ///
    /// - Returns: how many bytes that were.
    /// - Throws: `problem` when the daemon refuses.
    func download(_ request: Request, to file: inout NewFile) throws(ClientError) -> Int
}

extension DaemonClient: Transport {
    /// Sends the request over the socket.
    package func send(_ request: Request) throws(ClientError) -> Reply {
        try send(
            request.method, request.path, query: request.query.map { ($0.name, $0.value) },
            headers: request.headers.map { ($0.name, $0.value) }, body: request.body, timeout: request.timeout)
    }

    package func download(_ request: Request, to file: inout NewFile) throws(ClientError) -> Int {
        try download(
            request.method, request.path, query: request.query.map { ($0.name, $0.value) }, timeout: request.timeout,
            to: &file)
    }
}
