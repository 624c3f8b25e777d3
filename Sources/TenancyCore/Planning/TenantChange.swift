// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// What shall be different of a tenant; what is not named stays.
package struct TenantChange: Sendable, Equatable {
    package let name: TenantName
    /// New limits; an inner `nil` takes the limit away.
    package var quotas: [QuotaResource: Int64?] = [:]

    /// Whether a draining tenant shall stay after all.
    package var cancelsDraining = false

    package init(name: TenantName) { self.name = name }
}
