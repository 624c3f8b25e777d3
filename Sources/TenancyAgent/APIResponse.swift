// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

package import TenancyCore

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
