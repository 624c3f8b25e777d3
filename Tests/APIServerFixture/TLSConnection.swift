// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import CGnuTLS
internal import Foundation
internal import Glibc

/// A connection of a TLS server, read and written by one thread.
///
/// `@unchecked Sendable`: that thread alone uses the session; `cut` only shuts the socket down, which any thread may until `finish`, by the lock.
@safe package final class TLSConnection: @unchecked Sendable {
    private let lock = NSLock()
    private var descriptor: Int32
    private var session: gnutls_session_t?
    private var pending: [UInt8] = []

    init(_ descriptor: Int32, credentials: gnutls_certificate_credentials_t?, asksClient: Bool) {
        self.descriptor = descriptor
        unsafe session = nil
        unsafe gnutls_init(&session, UInt32(GNUTLS_SERVER) | UInt32(GNUTLS_NO_SIGNAL.rawValue))
        unsafe gnutls_set_default_priority(session)
        unsafe gnutls_credentials_set(
            session, GNUTLS_CRD_CERTIFICATE, credentials.map { unsafe UnsafeMutableRawPointer($0) })
        if asksClient { unsafe gnutls_certificate_server_set_request(session, GNUTLS_CERT_REQUIRE) }
        unsafe gnutls_transport_set_int2(session, descriptor, descriptor)
    }

    deinit { unsafe gnutls_deinit(session) }

    func shakeHands() -> Bool {
        var code: Int32 = 0
        repeat { code = unsafe gnutls_handshake(session) } while code < 0 && gnutls_error_is_fatal(code) == 0
        guard code == 0 else { return false }
        var status: UInt32 = 0
        // Without a certificate of the client there is nothing to verify.
        let verified = unsafe gnutls_certificate_verify_peers2(session, &status)
        guard verified == 0, status != 0 else { return true }
        unsafe gnutls_alert_send(session, GNUTLS_AL_FATAL, GNUTLS_A_CERTIFICATE_EXPIRED)
        return false
    }

    /// The lines of the next request's head; nil at the end.
    package func readHead() -> [String]? {
        var buffer = [UInt8](repeating: 0, count: 16_384)
        while true {
            let text = String(decoding: pending, as: UTF8.self)
            if let end = text.range(of: "\r\n\r\n") {
                pending.removeFirst(text[..<end.upperBound].utf8.count)
                return text[..<end.lowerBound].components(separatedBy: "\r\n")
            }
            let count = unsafe gnutls_record_recv(session, &buffer, buffer.count)
            guard count > 0 else { return nil }
            pending += buffer.prefix(count)
        }
    }

    /// Sends all of it; false when the client has gone.
    @discardableResult
    package func write(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        var sent = 0
        while sent < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { buffer in
                unsafe gnutls_record_send(session, buffer.baseAddress?.advanced(by: sent), bytes.count - sent)
            }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }

    /// Sends a part of a chunked body; an empty one ends it.
    @discardableResult
    package func writeChunk(_ text: String) -> Bool {
        write(String(text.utf8.count, radix: 16) + "\r\n\(text)\r\n")
    }

    /// Closes the sending side alone: the client gets no more, and may still send.
    package func halfClose() { lock.withLock { _ = shutdown(descriptor, Int32(SHUT_WR)) } }

    /// Ends the connection as a machine does that fails: without a word of TLS.
    package func cut() { lock.withLock { _ = shutdown(descriptor, Int32(SHUT_RDWR)) } }

    func finish() {
        lock.withLock {
            close(descriptor)
            descriptor = -1
        }
    }
}
