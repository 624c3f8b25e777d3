// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import CCurl

/// Why a request has no whole answer. The texts are the library's, and hold neither headers nor keys.
package enum HTTPClientError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The library refuses the request: its address, a certificate that is none.
    case invalid(String)
    /// Nobody answers there.
    case unreachable(String)
    /// The two do not trust each other.
    case untrusted(String)
    /// Nothing came for too long.
    case silent(Duration)
    /// It took too long as a whole.
    case tooLong(Duration)
    /// The answer broke off, or was none.
    case broken(String)
    /// The receiver wanted no more.
    case stopped
    /// The task was cancelled, or the client closed.
    case cancelled

    package var description: String {
        switch self {
        case .invalid(let text), .unreachable(let text), .untrusted(let text), .broken(let text): text
        case .silent(let time): "no answer for \(time.components.seconds) s"
        case .tooLong(let time): "not done within \(time.components.seconds) s"
        case .stopped: "stopped by the receiver"
        case .cancelled: "cancelled"
        }
    }

    /// The error for a result of the library, with the text that it wrote beside it.
    init(_ code: CURLcode, _ text: String) {
        // Alerts about our certificate come after the handshake when the version is 1.3: to the library they are a read that failed.
        let isAlert = text.contains("alert") && text.contains("error:")
        switch code {
        case CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CACERT_BADFILE:
            self = .invalid(text)
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_CONNECT, CURLE_OPERATION_TIMEDOUT: self = .unreachable(text)
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_CIPHER:
            self = .untrusted(text)
        case CURLE_WRITE_ERROR: self = .stopped
        default: self = isAlert ? .untrusted(text) : .broken(text)
        }
    }
}
