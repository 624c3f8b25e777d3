// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

package import TenancyCore

/// What a tenant is handed over: everything it needs to use its networks.
package struct SheetObject: Sendable, Equatable, Codable {
    package var apiVersion = APIVersion.current
    package var kind = "TenantSheet"
    package let tenant: String
    package let labels: [String: String]
    package let networks: [NetworkObject]
    /// Sentences on how to use what was handed out, by network.
    package let notes: [String: [String]]

    /// The sheet of a tenant.
    package init(_ tenant: Tenant) {
        self.tenant = tenant.name.description
        labels = tenant.labels
        networks = tenant.networks.map(NetworkObject.init)
        notes = Dictionary(
            uniqueKeysWithValues: tenant.networks.map { ($0.key.description, Self.notes($0, tenant: tenant.name)) })
    }

    private static func notes(_ network: Network, tenant: TenantName) -> [String] {
        var notes: [String] = []
        if network.spec.connectivity.hasCUDN {
            notes.append("Pods and virtual machines in the namespaces get their addresses from the CIDR.")
        } else {
            notes.append("Attach virtual machines and containers of the host to bridge \(network.key.bridge).")
        }
        if !network.loadBalancerAddresses.isEmpty, !network.spec.namespaces.isEmpty {
            notes.append(
                "A Service of type LoadBalancer gets one of the public addresses; annotation metallb.io/loadBalancerIPs picks one."
            )
        }
        if !network.loadBalancerAddresses.isEmpty, network.spec.namespaces.isEmpty {
            notes.append("The public addresses are reserved, but no namespace may use them yet.")
        }
        if let egress = network.egressAddresses.first {
            notes.append("Outgoing traffic has the source address \(egress).")
        } else if network.spec.connectivity == .vrfLite {
            notes.append("Outgoing traffic keeps the addresses of the pods.")
        }
        return notes
    }
}
