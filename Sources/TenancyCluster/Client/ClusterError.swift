// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import HTTPClient
internal import TenancyCore

/// Why the API server gave no answer that can be used.
struct ClusterError: Error, Equatable, CustomStringConvertible {
    enum Reason: Equatable {
        /// The kubeconfig or a file of it is wrong.
        case configuration
        case unreachable
        /// A certificate is not believed, ours or the server's.
        case untrusted
        /// 401: the server does not know us.
        case unauthenticated
        /// 403: a right is missing.
        case forbidden
        /// 404: the server has no such kind, or no such object.
        case notFound
        /// 410: what came after the version is forgotten.
        case gone
        /// 429 and 5xx: another time.
        case busy
        /// The answer is none.
        case broken
        case cancelled
    }

    let reason: Reason
    let message: String
    let hint: String?
    /// How long the server wants to be left alone.
    var retryAfter: Duration?

    init(_ reason: Reason, _ message: String, hint: String? = nil, retryAfter: Duration? = nil) {
        self.reason = reason
        self.message = message
        self.hint = hint
        self.retryAfter = retryAfter
    }

    var description: String { message }

    /// The failure of a request.
    init(_ error: HTTPClientError, server: String) {
        switch error {
        case .invalid(let text):
            self.init(
                .configuration, "the request to \(server) cannot be made: \(text)",
                hint: "look at the certificates in cluster.kubeconfig")
        case .unreachable(let text): self.init(.unreachable, "\(server) is not reachable: \(text)")
        case .untrusted(let text):
            let isOld = text.contains("expired")
            let isEarly = text.contains("not yet valid")
            self.init(
                .untrusted, "\(server) is not trusted: \(text)",
                hint: isOld
                    ? "renew the certificate that has expired"
                    : isEarly
                        ? "compare the clocks of this node and of the server: timedatectl status"
                        : "compare certificate-authority of the kubeconfig with the authority of the cluster")
        case .silent, .tooLong: self.init(.unreachable, "\(server) gives \(error)")
        case .broken(let text): self.init(.broken, "the answer of \(server) broke off: \(text)")
        case .stopped: self.init(.broken, "the answer of \(server) cannot be read")
        case .cancelled: self.init(.cancelled, "cancelled")
        }
    }

    /// An answer that says no, with the server's own words.
    init(status: Int, words: String?, retryAfter: Duration?, path: String, server: String) {
        let said = words.map { ": \($0)" } ?? ""
        switch status {
        case 401:
            self.init(
                .unauthenticated, "\(server) does not accept who we are (401)\(said)",
                hint: "the token or client certificate has expired or is wrong: replace it in cluster.kubeconfig")
        case 403:
            self.init(
                .forbidden, "\(server) refuses to show \(path) (403)\(said)",
                hint: "kubectl apply -f /usr/share/tenancy/reader.yaml")
        case 404: self.init(.notFound, "\(server) has no \(path) (404)")
        case 410: self.init(.gone, "\(server) has forgotten what came before (410)\(said)")
        case 429: self.init(.busy, "\(server) asks to wait (429)\(said)", retryAfter: retryAfter)
        case 500...: self.init(.busy, "\(server) fails (\(status))\(said)", retryAfter: retryAfter)
        default: self.init(.broken, "\(server) answers \(status) to \(path)\(said)")
        }
    }

    /// As a use case reports it.
    var answer: TenancyError {
        TenancyError(TenancyError.Code("cluster.unavailable"), "cannot ask the cluster: \(message)", hint: hint)
    }
}
