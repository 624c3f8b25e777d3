// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// Why an ``HTTPServer`` does not serve.
package enum HTTPServerError: Error, Equatable, Sendable, CustomStringConvertible {
    /// libmicrohttpd refused to start; its reason is in the log.
    case cannotStart

    package var description: String { "cannot start the HTTP server" }
}
