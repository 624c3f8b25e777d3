// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import CGnuTLS
internal import Glibc

/// An authority of the tests' own, which issues certificates for as long as a test wants.
///
/// `@unchecked Sendable`: nothing changes after `init`, and GnuTLS only reads what it signs with.
@safe package final class TestAuthority: @unchecked Sendable {
    /// A certificate with its key, both PEM.
    package struct Identity: Sendable {
        package let certificate: [UInt8]
        package let key: [UInt8]
    }

    private let key: gnutls_x509_privkey_t
    private let certificate: gnutls_x509_crt_t
    /// The authority's own certificate.
    package let pem: [UInt8]

    package init(name: String = "Test authority") {
        unsafe key = Self.makeKey()
        unsafe certificate = Self.makeCertificate(name: name, key: key, from: -86_400, to: 86_400)
        unsafe gnutls_x509_crt_set_ca_status(certificate, 1)
        unsafe gnutls_x509_crt_set_key_usage(certificate, UInt32(GNUTLS_KEY_KEY_CERT_SIGN))
        unsafe gnutls_x509_crt_sign2(certificate, certificate, key, GNUTLS_DIG_SHA256, 0)
        unsafe pem = Self.pem(certificate)
    }

    deinit {
        unsafe gnutls_x509_crt_deinit(certificate)
        unsafe gnutls_x509_privkey_deinit(key)
    }

    /// A certificate for `127.0.0.1` and a name; its times are seconds from now.
    package func issue(_ name: String = "localhost", from: Int = -3600, to: Int = 3600) -> Identity {
        let key = unsafe Self.makeKey()
        let certificate = unsafe Self.makeCertificate(name: name, key: key, from: from, to: to)
        defer {
            unsafe gnutls_x509_crt_deinit(certificate)
            unsafe gnutls_x509_privkey_deinit(key)
        }
        let address: [UInt8] = [127, 0, 0, 1]
        unsafe gnutls_x509_crt_set_subject_alt_name(certificate, GNUTLS_SAN_IPADDRESS, address, 4, 0)
        unsafe gnutls_x509_crt_set_key_usage(certificate, UInt32(GNUTLS_KEY_DIGITAL_SIGNATURE))
        unsafe gnutls_x509_crt_sign2(certificate, self.certificate, self.key, GNUTLS_DIG_SHA256, 0)
        var size = 16_384
        var bytes = [UInt8](repeating: 0, count: size)
        unsafe gnutls_x509_privkey_export(key, GNUTLS_X509_FMT_PEM, &bytes, &size)
        return Identity(certificate: unsafe Self.pem(certificate), key: Array(bytes.prefix(size)))
    }

    private static func makeKey() -> gnutls_x509_privkey_t {
        var key: gnutls_x509_privkey_t?
        unsafe gnutls_x509_privkey_init(&key)
        guard let key = unsafe key, unsafe gnutls_x509_privkey_generate(key, GNUTLS_PK_ECDSA, 256, 0) == 0 else {
            preconditionFailure("GnuTLS makes no keys")
        }
        return unsafe key
    }

    private static func makeCertificate(
        name: String, key: gnutls_x509_privkey_t, from: Int, to: Int
    ) -> gnutls_x509_crt_t {
        var certificate: gnutls_x509_crt_t?
        unsafe gnutls_x509_crt_init(&certificate)
        guard let certificate = unsafe certificate else { preconditionFailure("GnuTLS makes no certificates") }
        let now = time(nil)
        var serial = (0..<16).map { _ in UInt8.random(in: 1...127) }
        unsafe gnutls_x509_crt_set_version(certificate, 3)
        unsafe gnutls_x509_crt_set_serial(certificate, &serial, serial.count)
        unsafe gnutls_x509_crt_set_dn_by_oid(certificate, "2.5.4.3", 0, name, UInt32(name.utf8.count))
        unsafe gnutls_x509_crt_set_activation_time(certificate, now + from)
        unsafe gnutls_x509_crt_set_expiration_time(certificate, now + to)
        unsafe gnutls_x509_crt_set_key(certificate, key)
        return unsafe certificate
    }

    private static func pem(_ certificate: gnutls_x509_crt_t) -> [UInt8] {
        var size = 16_384
        var bytes = [UInt8](repeating: 0, count: size)
        unsafe gnutls_x509_crt_export(certificate, GNUTLS_X509_FMT_PEM, &bytes, &size)
        return Array(bytes.prefix(size))
    }
}
