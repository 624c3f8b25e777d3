// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

package import TenancyCore

/// What a tenant uses of a resource, and may use.
package struct QuotaObject: Sendable, Equatable, Codable {
    /// `public-ipv4`, `public-ipv6`, `cidr-ipv4` or `cidr-ipv6`.
    package let resource: String
    /// Absent for no limit.
    package let limit: Int64?
    package let used: Int64

    /// The quota as the API shows it.
    package init(_ quota: Quota) {
        resource = quota.resource.rawValue
        limit = quota.limit
        used = quota.used
    }
}
