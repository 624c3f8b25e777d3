// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

package import TenancyCore

/// What a restore put in the plan's place.
package struct Restoration: Sendable, Equatable {
    /// The revision that the plan stands at, which is that of the restore itself.
    package let revision: Int64
    /// The last revision of the past that it holds, and when that was.
    package let restored: Int64
    package let at: Timestamp
    /// How many journal entries after the backup were carried out again.
    package let replayed: Int
    /// Where the plan that was replaced is now; `nil` when there was none.
    package let kept: String?
}
