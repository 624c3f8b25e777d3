// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// What can be asked for a network beside what it needs, and is only for its objects in the cluster; `nil` for what is not asked for.
package struct NetworkExtras: Sendable, Equatable, Codable {
    package enum Topology: String, Sendable, Codable, CaseIterable {
        case layer2
        case layer3
    }

    /// For life; Layer2 when it is absent: on one node a Layer3 network wastes half of each CIDR.
    package var topology: Topology?
    /// For life: whether a virtual machine keeps its address.
    package var persistentIPs: Bool?
    /// For life: what OVN-Kubernetes joins the network's routers by, in place of 100.65.0.0/16 and fd99::/64; one per family.
    package var joinSubnets: [Prefix]?
    /// For life: parts of the CIDRs that OVN-Kubernetes gives to nobody by itself.
    package var reservedSubnets: [Prefix]?
    /// For life: parts of the CIDRs for gateways and management ports.
    package var infrastructureSubnets: [Prefix]?
    /// Services, as `NAMESPACE/NAME`, whose pods leave with the Service's address through the network's VRF.
    package var egressServices: [String]?
    /// BGP communities of the public addresses, as `64512:100` or `large:64512:1:2`.
    package var communities: [String]?
    /// The group of the identity provider that works in the network's namespaces.
    package var group: String?
    /// For life: whether somebody else makes the namespaces.
    package var adoptNamespaces: Bool?

    package init() {}

    /// What cannot change while the network is there.
    package var fixed: NetworkExtras {
        var fixed = NetworkExtras()
        fixed.topology = topology == .layer2 ? nil : topology
        fixed.persistentIPs = persistentIPs == true ? true : nil
        fixed.joinSubnets = joinSubnets
        fixed.reservedSubnets = reservedSubnets
        fixed.infrastructureSubnets = infrastructureSubnets
        return fixed
    }

    /// The services as namespace and name; `nil` for a text that is no such pair.
    package var egressServiceNames: [(namespace: NamespaceName, name: NamespaceName)?] {
        (egressServices ?? []).map { text in
            let parts = text.split(separator: "/", omittingEmptySubsequences: false).map {
                try? NamespaceName(String($0))
            }
            guard parts.count == 2, let namespace = parts[0], let name = parts[1] else { return nil }
            return (namespace, name)
        }
    }
}
