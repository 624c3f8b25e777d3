// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

package import Platform

/// A request that was read whole.
package struct HTTPRequest: Sendable {
    /// `GET`, `POST` and so on, as the client wrote it.
    package let method: String
    /// Percent-decoded; it begins with `/`. A slash in it was a slash on the wire.
    package let path: String
    /// Percent-decoded, in the client's order; a parameter without `=` has an empty value.
    package let query: [(name: String, value: String)]
    /// In the client's order.
    package let headers: [(name: String, value: String)]
    package let body: [UInt8]
    /// Who asks.
    package let peer: PeerCredentials

    /// The value of the first header of that name, whatever its case.
    package func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }
}
