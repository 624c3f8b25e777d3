// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// Whom a client believes, and how it shows who it is. All in PEM.
package struct TrustSettings: Sendable, Equatable, CustomStringConvertible {
    /// The only authorities that may have signed the server's certificate; those of the system do not count.
    package var authority: [UInt8]
    /// The certificate of the client with its chain; empty for none.
    package var certificate: [UInt8]
    /// The certificate's private key; empty for none.
    package var key: [UInt8]

    package init(authority: [UInt8], certificate: [UInt8] = [], key: [UInt8] = []) {
        self.authority = authority
        self.certificate = certificate
        self.key = key
    }

    /// Without the key.
    package var description: String {
        "authority of \(authority.count) bytes" + (certificate.isEmpty ? "" : ", certificate of the client")
    }
}
