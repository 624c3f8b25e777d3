// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// One point in which the kernel is not as the plan wants it.
package struct KernelDifference: Sendable, Equatable {
    /// The network; `nil` when it concerns all.
    package let network: NetworkKey?
    /// What differs.
    package let what: String
    /// Whether the plan is right and the daemon repairs it. Otherwise the kernel stays as it is until somebody does something.
    package let isRepaired: Bool
    /// The command that repairs it, or helps to find out; `nil` when there is none.
    package let repair: String?

    package init(network: NetworkKey?, what: String, isRepaired: Bool, repair: String?) {
        self.network = network
        self.what = what
        self.isRepaired = isRepaired
        self.repair = repair
    }
}
