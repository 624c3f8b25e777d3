// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

private import Glibc

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
        // Not of a pool: it waits most of the time, and others need what a pool has.
        var thread = pthread_t()
        guard unsafe pthread_create(&thread, nil, runLoop, Unmanaged.passRetained(loop).toOpaque()) == 0 else {
            unsafe Unmanaged.passUnretained(loop).release()
            throw .invalid("there is no thread to be had")
        }
        pthread_detach(thread)
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

/// The body of the thread.
private func runLoop(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let argument = unsafe argument else { return nil }
    unsafe Unmanaged<TransferLoop>.fromOpaque(argument).takeRetainedValue().run()
    return nil
}
