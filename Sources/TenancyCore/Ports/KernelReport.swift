// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// What an application of the desired state did.
package struct KernelReport: Sendable, Equatable {
    /// Why there was something to write.
    package enum Cause: String, Sendable {
        /// The plan has changed, or was never applied here.
        case plan
        /// Somebody else changed the kernel, or the kernel dropped something by itself.
        case repair
        /// The machine has started anew, and nothing was there.
        case reboot
    }

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
    /// What was written, in order, in the notation of ip(8); when it is very much, the first of it.
    package let changes: [String]
    /// How much was written.
    package let writes: Int
    package let failures: [Failure]
    package let cause: Cause

    /// - Parameter writes: How much was written, when that is more than `changes` tells.
    package init(
        revision: Int64, changes: [String], writes: Int? = nil, failures: [Failure], cause: Cause = .plan
    ) {
        self.revision = revision
        self.writes = writes ?? changes.count
        self.changes = changes
        self.failures = failures
        self.cause = cause
    }
}
