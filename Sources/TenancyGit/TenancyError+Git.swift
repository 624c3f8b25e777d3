// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

package import TenancyCore

extension TenancyError.Code {
    /// The repository on this node cannot be read or written.
    package static let gitUnavailable = Self("git.unavailable")
    /// Somebody else changed files of ours, or has files where ours belong.
    package static let gitForeign = Self("git.foreign-change")
    /// A published file would change in what the cluster takes only once.
    package static let gitFixed = Self("git.fixed-field")
    /// The remote cannot be reached or read.
    package static let gitRemoteUnavailable = Self("git.remote-unavailable")
    /// The remote does not accept the commit, and trying again does not help.
    package static let gitRejected = Self("git.rejected")
    /// A commit that is to be followed is not signed by somebody who may, or takes the branch back.
    package static let gitUntrusted = Self("git.untrusted")
    /// Others were faster, each time.
    package static let gitRaced = Self("git.raced")
}
