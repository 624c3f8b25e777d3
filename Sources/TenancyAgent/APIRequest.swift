// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

package import TenancyCore

/// A request as the router sees it, whatever it came by.
package struct APIRequest: Sendable {
    package enum Method: String, Sendable {
        case get = "GET"
        case post = "POST"
        case delete = "DELETE"
    }

    /// Who calls, and what that allows.
    package struct Caller: Sendable, Equatable {
        package enum Access: Int, Sendable, Comparable {
            case none
            case read
            case write
            package static func < (lhs: Self, rhs: Self) -> Bool { lhs.rawValue < rhs.rawValue }
        }
        /// As the journal names it: `root`, or `uid:1000`.
        package let name: String
        package let access: Access

        package init(name: String, access: Access) {
            self.name = name
            self.access = access
        }
    }

    package let method: String
    package let path: String
    /// Decoded, in order.
    package let query: [(name: String, value: String)]
    /// Names in lower case.
    package let headers: [String: String]
    package let body: [UInt8]
    package let caller: Caller
    /// Names the request in the log and in the answer.
    package let id: String

    package init(
        method: String, path: String, query: [(name: String, value: String)] = [], headers: [String: String] = [:],
        body: [UInt8] = [], caller: Caller, id: String
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body
        self.caller = caller
        self.id = id
    }
}

/// An answer of the router.
package struct APIResponse: Sendable {
    package let status: Int
    package let contentType: String
    package let body: [UInt8]
    /// What is sent in the place of `body`; it goes with the answer.
    package let copy: StoredCopy?
    /// After how many seconds the same request is worth another try.
    package let retryAfter: Int?

    package init(
        status: Int, contentType: String, body: [UInt8], copy: StoredCopy? = nil, retryAfter: Int? = nil
    ) {
        self.status = status
        self.contentType = contentType
        self.body = body
        self.copy = copy
        self.retryAfter = retryAfter
    }
}
