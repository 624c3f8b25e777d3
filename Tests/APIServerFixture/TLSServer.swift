// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import CGnuTLS
internal import Foundation
internal import Glibc

/// A TLS server on the loopback interface, with a thread for each connection, that does what a test says.
///
/// `@unchecked Sendable`: what changes is guarded by `lock`.
@safe package final class TLSServer: @unchecked Sendable {
    package let port: UInt16
    private let listener: Int32
    private let serve: @Sendable (TLSConnection) -> Void
    private let lock = NSLock()
    private var credentials: gnutls_certificate_credentials_t?
    private var open: [ObjectIdentifier: TLSConnection] = [:]
    private var count = 0
    private var isStopped = false

    /// - Parameter clients: The authority that the clients' certificates must be of; nil when none is asked for.
    package init(
        _ identity: TestAuthority.Identity, clients: TestAuthority? = nil,
        serve: @escaping @Sendable (TLSConnection) -> Void
    ) {
        self.serve = serve
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        port = unsafe withUnsafeMutablePointer(to: &address) { [listener] pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { raw in
                guard unsafe bind(listener, raw, length) == 0, listen(listener, 128) == 0,
                    unsafe getsockname(listener, raw, &length) == 0
                else { preconditionFailure("no port to listen at") }
            }
            return unsafe UInt16(bigEndian: pointer.pointee.sin_port)
        }
        identify(as: identity, clients: clients)
        Thread.detachNewThread { self.accept() }
    }

    /// Shows another certificate to those who come from now on.
    package func identify(as identity: TestAuthority.Identity, clients: TestAuthority? = nil) {
        var new: gnutls_certificate_credentials_t?
        unsafe gnutls_certificate_allocate_credentials(&new)
        unsafe identity.certificate.withUnsafeBufferPointer { certificate in
            unsafe identity.key.withUnsafeBufferPointer { key in
                var first = unsafe gnutls_datum_t(
                    data: UnsafeMutablePointer(mutating: certificate.baseAddress), size: UInt32(certificate.count))
                var second = unsafe gnutls_datum_t(
                    data: UnsafeMutablePointer(mutating: key.baseAddress), size: UInt32(key.count))
                unsafe gnutls_certificate_set_x509_key_mem(new, &first, &second, GNUTLS_X509_FMT_PEM)
            }
        }
        if let clients {
            unsafe clients.pem.withUnsafeBufferPointer { pem in
                var datum = unsafe gnutls_datum_t(
                    data: UnsafeMutablePointer(mutating: pem.baseAddress), size: UInt32(pem.count))
                unsafe gnutls_certificate_set_x509_trust_mem(new, &datum, GNUTLS_X509_FMT_PEM)
            }
        }
        // Connections of before still use what they began with, so that it is kept until the process ends.
        lock.withLock { unsafe credentials = new }
        asksClients = clients != nil
    }

    private var asksClients = false

    /// How many connections there were.
    package var connections: Int { lock.withLock { count } }

    /// Ends all connections at once, and takes no more.
    package func stop() {
        let connections = lock.withLock {
            isStopped = true
            return Array(open.values)
        }
        shutdown(listener, Int32(SHUT_RDWR))
        for connection in connections { connection.cut() }
    }

    /// Ends all connections at once; new ones are welcome.
    package func cutAll() {
        for connection in lock.withLock({ Array(open.values) }) { connection.cut() }
    }

    private func accept() {
        while true {
            let descriptor = Glibc.accept(listener, nil, nil)
            guard descriptor >= 0, !lock.withLock({ isStopped }) else { break }
            var one: Int32 = 1
            unsafe setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &one, 4)
            let connection = unsafe TLSConnection(
                descriptor, credentials: lock.withLock { unsafe credentials }, asksClient: asksClients)
            lock.withLock {
                count += 1
                open[ObjectIdentifier(connection)] = connection
            }
            // Not of a pool: there are hundreds that wait, and pools end at some number.
            Thread.detachNewThread { [self] in
                if connection.shakeHands() { serve(connection) }
                _ = lock.withLock { open.removeValue(forKey: ObjectIdentifier(connection)) }
                connection.finish()
            }
        }
        close(listener)
    }
}
