// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

package import TenancyCore

/// An error on the wire: RFC 9457 `application/problem+json` with our members.
package struct Problem: Error, Sendable, Equatable, Codable {
    /// The media type.
    package static let contentType = "application/problem+json"

    package var type = "about:blank"
    /// The reason phrase of the status.
    package let title: String
    package let status: Int
    /// What is wrong, for people.
    package let detail: String
    /// A stable name of the reason, such as `address.overlap`.
    package let code: String
    /// The request field that it is about.
    package let field: String?
    /// What to do next.
    package let hint: String?
    package let requestID: String?

    package init(
        status: Int, code: String, detail: String, field: String? = nil, hint: String? = nil, requestID: String? = nil
    ) {
        title = Self.titles[status] ?? "Error"
        self.status = status
        self.detail = detail
        self.code = code
        self.field = field
        self.hint = hint
        self.requestID = requestID
    }

    private static let titles = [
        400: "Bad Request", 403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed", 409: "Conflict",
        412: "Precondition Failed", 413: "Content Too Large", 422: "Unprocessable Content",
        500: "Internal Server Error",
        503: "Service Unavailable", 504: "Gateway Timeout",
    ]
}

extension Problem {
    /// The answer for an error: the one place where a code gets its HTTP status.
    package init(_ error: TenancyError, requestID: String) {
        let status =
            switch error.code {
            case .invalid: 400
            case .forbidden: 403
            case .notFound: 404
            case .moved: 412
            case .storeUnavailable, .storeBusy: 503
            case .timedOut: 504
            case .storeDamaged, .internal: 500
            default: 422
            }
        self.init(
            status: status, code: error.code.rawValue, detail: error.description, field: error.field, hint: error.hint,
            requestID: requestID)
    }
}
