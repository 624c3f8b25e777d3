// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import TenancyCore

/// What this process last found or made on the branch.
struct BranchState {
    var commit: String
    /// Everything we own, by its path in the repository.
    var owned: [String: GitEntry]
    /// Everything on the branch.
    var present: GitListing
    /// The tree that is there, so that only what differs from it is looked at; `nil` when it is another one.
    var tree: ManifestTree?
    /// Which of the publisher's trees that is, to know it without a look at it.
    var version = 0
}
