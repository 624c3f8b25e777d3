// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

package import TenancyCore

/// A write of a plan: for whom, and in which stage.
package struct KernelOperation: Sendable, Equatable, CustomStringConvertible {
    /// The stages of a plan in their order. Within one, the order does not matter to the kernel.
    ///
    /// What has gone is taken away first, so that its table and VLAN are free. Then isolation is complete before a device
    /// joins a VRF, and what replaces something is there before the other goes. Rules are restored when the last VRF is gone.
    package enum Stage: Int, Sendable, Comparable, CaseIterable {
        case fence
        case removeDevices
        case removeRoutes
        case removeVRFs
        case returnInterfaces
        case addVRFs
        case markVRFs
        case rejectByDefault
        case addRules
        case removeLocalRule
        case addDevices
        case markDevices
        case join
        case bringUp
        case renewAddresses
        case addAddresses
        case replaceRoutes
        case addRoutes
        case addLeaks
        case removeStaleRoutes
        case removeStaleAddresses
        case restoreLocalRule
        case removeRules

        /// Whether the operations of this stage are those of routes.
        var isOfRoutes: Bool {
            switch self {
            case .removeRoutes, .rejectByDefault, .replaceRoutes, .addRoutes, .addLeaks, .removeStaleRoutes: true
            default: false
            }
        }

        package static func < (lhs: Self, rhs: Self) -> Bool { lhs.rawValue < rhs.rawValue }
    }

    package let stage: Stage
    /// The network it is for; nil when it is for all.
    package let network: NetworkKey?
    package let action: KernelAction

    package init(_ stage: Stage, _ network: NetworkKey?, _ action: KernelAction) {
        self.stage = stage
        self.network = network
        self.action = action
    }

    package var description: String { "\(action)" }
}
