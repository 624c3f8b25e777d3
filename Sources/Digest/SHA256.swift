// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import CGnuTLS

/// SHA-256 by GnuTLS.
package enum SHA256 {
    /// The bytes of a digest.
    package static let byteCount = 32

    /// The digest of `bytes`. The corresponding C function is `gnutls_hash_fast`.
    package static func hash(_ bytes: [UInt8]) -> [UInt8] {
        unsafe [UInt8](unsafeUninitializedCapacity: byteCount) { digest, count in
            let status = unsafe gnutls_hash_fast(GNUTLS_DIG_SHA256, bytes, bytes.count, digest.baseAddress)
            // GnuTLS cannot be built without SHA-256; it fails only when its own self-test has failed.
            precondition(status == 0, "GnuTLS has no SHA-256")
            count = byteCount
        }
    }

    /// The digest of `bytes` in lower-case hexadecimal.
    package static func hex(_ bytes: [UInt8]) -> String { Hexadecimal.text(hash(bytes)) }
}
