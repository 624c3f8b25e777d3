// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// Where in a pool the next free block is taken.
package enum PoolPolicy: String, Sendable, Codable, CaseIterable {
    /// From the smallest free extent that can hold it, the lowest of equals: keeps large holes whole.
    case best
    /// From the lowest address that can hold it.
    case first
    /// From the middle of the largest free extent: what was handed out has room to grow in place.
    case sparse
}
