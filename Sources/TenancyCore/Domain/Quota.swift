// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// What a tenant has of one resource, and how much it may have.
package struct Quota: Sendable, Equatable {
    package let resource: QuotaResource
    /// `nil` for no limit.
    package let limit: Int64?
    package let used: Int64

    package init(resource: QuotaResource, limit: Int64?, used: Int64) {
        self.resource = resource
        self.limit = limit
        self.used = used
    }
}
