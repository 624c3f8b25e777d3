// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// What a handler answers. Length, date and connection headers are added when it is sent.
package struct HTTPResponse: Sendable {
    package let status: Int
    package let headers: [(name: String, value: String)]
    package let body: [UInt8]
    /// What is sent in the place of `body`.
    package let file: HTTPFile?

    package init(
        status: Int, headers: [(name: String, value: String)] = [], body: [UInt8] = [], file: HTTPFile? = nil
    ) {
        self.status = status
        self.headers = headers
        self.body = body
        self.file = file
    }
}
