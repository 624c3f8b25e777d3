// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import CGnuTLS

/// When certificates are valid, by GnuTLS.
package enum Certificate {
    /// Seconds since 1970 of the first and the last moment of each certificate in the PEM text, in its order; of 64 at most. Empty when it holds none.
    ///
    /// The corresponding C function is `gnutls_x509_crt_list_import`.
    package static func validity(ofPEM bytes: [UInt8]) -> [(from: Int64, to: Int64)] {
        var certificates = unsafe [gnutls_x509_crt_t?](repeating: nil, count: 64)
        var count = unsafe UInt32(certificates.count)
        var bytes = bytes
        let status = unsafe bytes.withUnsafeMutableBufferPointer { buffer in
            var datum = unsafe gnutls_datum_t(data: buffer.baseAddress, size: UInt32(buffer.count))
            return unsafe gnutls_x509_crt_list_import(&certificates, &count, &datum, GNUTLS_X509_FMT_PEM, 0)
        }
        guard status >= 0 else { return [] }
        return unsafe certificates.prefix(Int(count)).map { certificate in
            defer { unsafe gnutls_x509_crt_deinit(certificate) }
            return (
                from: Int64(unsafe gnutls_x509_crt_get_activation_time(certificate)),
                to: Int64(unsafe gnutls_x509_crt_get_expiration_time(certificate))
            )
        }
    }
}
