// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// What shall be different of a pool; what is absent stays.
package struct PoolPatch: Sendable, Equatable, Codable {
    /// The whole new range: a prefix or `A-B` of addresses or numbers.
    package var range: String?
    /// What shall never be handed out.
    package var exclude: [String]?
    /// What was excluded and shall be handed out again.
    package var include: [String]?
    package var defaultLength: Int?
    /// A length, or `none`.
    package var minLength: String?
    package var maxLength: String?
    package var policy: String?
    package var quarantineSeconds: Int64?

    package init() {}
}
