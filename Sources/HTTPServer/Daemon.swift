// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import CMicrohttpd

/// A running daemon of libmicrohttpd and its thread, which calls the server it was started for.
///
/// Sendable: the library's own locks protect it, and the server stops it once.
@safe struct Daemon: @unchecked Sendable {
    private let pointer: OpaquePointer
    private let callbacks: UnsafeMutablePointer<chttp_callbacks>

    /// The daemon holds `server` until it has stopped. The corresponding C function is `MHD_start_daemon`.
    init?(_ server: HTTPServer, listener: Int32, limits: HTTPLimits) {
        let context = unsafe Unmanaged.passRetained(server).toOpaque()
        unsafe callbacks = .allocate(capacity: 1)
        unsafe callbacks.initialize(
            to: chttp_callbacks(
                context: context, begin: beginExchange, proceed: proceedExchange, complete: completeExchange,
                log: logLine))
        // The library counts in seconds, and takes 0 for "never".
        let timeout = UInt32(clamping: max(1, limits.idleTimeout.components.seconds))
        let started = unsafe chttp_start(callbacks, listener, UInt32(limits.connections), limits.header, timeout)
        guard let started = unsafe started else {
            unsafe callbacks.deallocate()
            unsafe Unmanaged<HTTPServer>.fromOpaque(context).release()
            return nil
        }
        unsafe pointer = started
    }

    /// Takes no new connections; from now on the listener is the caller's to close, but not before `stop`.
    /// The corresponding C function is `MHD_quiesce_daemon`.
    func quiesce() {
        unsafe MHD_quiesce_daemon(pointer)
    }

    /// Closes all connections and ends the thread; no connection may be suspended, or the library aborts the process.
    /// The corresponding C function is `MHD_stop_daemon`.
    func stop() {
        unsafe MHD_stop_daemon(pointer)
        unsafe Unmanaged<HTTPServer>.fromOpaque(callbacks.pointee.context).release()
        unsafe callbacks.deallocate()
    }
}

// Functions of the file and not closures, so that no actor's isolation is inferred for them.

private func beginExchange(
    _ context: UnsafeMutableRawPointer?, _ target: UnsafePointer<CChar>?, _ connection: OpaquePointer?
) -> UnsafeMutableRawPointer? {
    guard let server = unsafe server(context), let target = unsafe target, let connection = unsafe connection
    else {
        return nil
    }
    let exchange = unsafe server.begin(Connection(connection), target: String(cString: target))
    // Released when the exchange is complete.
    return unsafe Unmanaged.passRetained(exchange).toOpaque()
}

private func proceedExchange(
    _ context: UnsafeMutableRawPointer?, _: OpaquePointer?, _: UnsafePointer<CChar>?, _ method: UnsafePointer<CChar>?,
    _: UnsafePointer<CChar>?, _ data: UnsafePointer<CChar>?, _ size: UnsafeMutablePointer<Int>?,
    _ slot: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
) -> MHD_Result {
    guard let server = unsafe server(context), let exchange = unsafe slot?.pointee, let method = unsafe method,
        let size = unsafe size
    else { return .NO }
    let part = unsafe Array(UnsafeRawBufferPointer(start: data, count: size.pointee))
    // Tells the library that all of it was taken.
    unsafe size.pointee = 0
    let isAlive = unsafe server.proceed(
        Unmanaged<Exchange>.fromOpaque(exchange).takeUnretainedValue(), method: String(cString: method), part: part)
    return isAlive ? .YES : .NO
}

private func completeExchange(
    _ context: UnsafeMutableRawPointer?, _: OpaquePointer?, _ slot: UnsafeMutablePointer<UnsafeMutableRawPointer?>?,
    _: MHD_RequestTerminationCode
) {
    guard let server = unsafe server(context), let exchange = unsafe slot?.pointee else { return }
    unsafe slot?.pointee = nil
    unsafe server.complete(Unmanaged<Exchange>.fromOpaque(exchange).takeRetainedValue())
}

private func logLine(_ context: UnsafeMutableRawPointer?, _ line: UnsafePointer<CChar>?) {
    guard let server = unsafe server(context), let line = unsafe line else { return }
    unsafe server.write(String(cString: line).trimmingLineEnd)
}

private func server(_ context: UnsafeMutableRawPointer?) -> HTTPServer? {
    unsafe context.map { unsafe Unmanaged<HTTPServer>.fromOpaque($0).takeUnretainedValue() }
}

extension String {
    fileprivate var trimmingLineEnd: String {
        hasSuffix("\n") ? String(dropLast()) : self
    }
}
