// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// A request as the router sees it, whatever it came by.
package struct APIRequest: Sendable {
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
