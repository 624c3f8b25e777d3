// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// What shall be different of a tenant; what is absent stays.
package struct TenantPatch: Sendable, Equatable, Codable {
    /// New limits by resource: a number, or `none`.
    package var quotas: [String: String]?
    /// Whether a draining tenant shall stay.
    package var cancelDrain: Bool?

    package init() {}
}
