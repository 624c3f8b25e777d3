// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// A form in which the plan, or a part of it, goes out or comes in.
package enum ExchangeFormat: String, Sendable, CaseIterable {
    /// The whole plan.
    case json
    case csvPools = "csv-pools"
    case csvAllocations = "csv-allocations"
    /// Only in.
    case netbox
    case phpipam

    var contentType: String { self == .json ? "application/json" : "text/csv; charset=utf-8" }
}
