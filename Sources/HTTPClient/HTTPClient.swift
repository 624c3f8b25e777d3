// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

private import Dispatch
private import Synchronization

/// A client for HTTPS by libcurl: HTTP/2 where the server has it, connections that stay open and are shared, one thread for all requests.
///
/// Only authorities that a request names are believed. There are no redirects, no proxies and no cookies.
package final class HTTPClient: Sendable {
    private let loop: TransferLoop

    /// Starts the thread. The corresponding C function is `curl_multi_init`.
    ///
    /// - Throws: when the library cannot be set up.
    package init() throws(HTTPClientError) {
        guard let loop = TransferLoop() else { throw .invalid("libcurl cannot be initialized") }
        self.loop = loop
        // A serial queue of its own is a thread of its own.
        DispatchQueue(label: "tenancy.http-client").async { loop.run() }
    }

    deinit { loop.close() }

    /// Sends a request, gives its answer to the receiver as it comes, and returns the head when all of it has come.
    ///
    /// - Throws: ``HTTPClientError``; an answer that says no is none.
    package func send(_ request: ClientRequest, to receiver: any ResponseReceiver) async throws(HTTPClientError)
        -> ResponseHead
    {
        let id = loop.name()
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                loop.start(Transfer(request, receiver) { continuation.resume(returning: $0) }, as: id)
                // The handler below may have run before there was anything to cancel.
                if Task.isCancelled { loop.cancel(id) }
            }
        } onCancel: {
            loop.cancel(id)
        }
        return try result.get()
    }
}
