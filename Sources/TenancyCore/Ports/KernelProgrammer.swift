// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// The kernel, as the agent needs it.
package protocol KernelProgrammer: Sendable {
    /// Brings the kernel to the desired state and returns what it changed. Idempotent: with everything in place nothing is written. What is not ours is never
    /// touched; a network that cannot be brought about is reported and does not hold up the others.
    func apply(_ desired: KernelState) async -> KernelReport
}

/// What an application of the desired state did.
package struct KernelReport: Sendable, Equatable {
    /// Why one network is not as it should be.
    package struct Failure: Sendable, Equatable {
        /// The network; `nil` when the failure concerns all (rules, the socket).
        package let network: NetworkKey?
        /// What is wrong, with the kernel's own words.
        package let message: String
        package let hint: String?

        package init(network: NetworkKey?, message: String, hint: String? = nil) {
            self.network = network
            self.message = message
            self.hint = hint
        }
    }

    package let revision: Int64
    /// What was written, in order, in the notation of ip(8).
    package let changes: [String]
    package let failures: [Failure]

    package init(revision: Int64, changes: [String], failures: [Failure]) {
        self.revision = revision
        self.changes = changes
        self.failures = failures
    }
}
