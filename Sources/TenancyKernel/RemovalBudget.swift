// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

package import TenancyCore

/// How much may go that nobody asked to remove: a wrong or an empty plan must not take all tenants off the network.
package enum RemovalBudget {
    /// So many networks may always go.
    package static let least = 3
    /// Beyond that, one in so many of those that the kernel holds.
    package static let share = 4

    /// The networks in the kernel that the plan does not have and that stay nevertheless.
    ///
    /// - Parameter released: Whose removal the plan asks for; `nil` when the plan is known to be newer than what the kernel holds.
    package static func spared(
        _ desired: KernelState, in observation: KernelObservation, releasing released: Set<NetworkKey>?
    ) -> Set<NetworkKey> {
        guard let released else { return [] }
        let present = Set(observation.links.compactMap { DeviceRole.of($0)?.network ?? GivenInterface($0)?.network })
        let strays = present.subtracting(desired.networks.map(\.key)).subtracting(released)
        return strays.count > max(least, present.count / share) ? strays : []
    }

    /// Why they stay, for one of them.
    static func failure(for network: NetworkKey, _ count: Int, revision: Int64) -> KernelReport.Failure {
        KernelReport.Failure(
            network: network,
            message: """
                cannot remove the devices of \(network): \(count) networks in the kernel are not in the plan of revision \
                \(revision), so it may be the wrong plan
                """,
            hint: """
                tenancyctl tenant list; if the plan is right: \
                systemctl stop tenancyd; tenancyd --cleanup; systemctl start tenancyd
                """)
    }
}
