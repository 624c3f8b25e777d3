// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// One routed network of a tenant, with everything that is allocated to it.
package struct Network: Sendable, Equatable {
    package let key: NetworkKey
    package let tenant: TenantName
    package let spec: NetworkSpec
    /// Sorted by role, then by extent.
    package let allocations: [Allocation]

    package init(key: NetworkKey, tenant: TenantName, spec: NetworkSpec, allocations: [Allocation]) {
        self.key = key
        self.tenant = tenant
        self.spec = spec
        self.allocations = allocations.sorted { ($0.role.rawValue, $0.extent) < ($1.role.rawValue, $1.extent) }
    }

    /// The prefixes of a role, in address order.
    package func prefixes(_ role: AllocationRole) -> [Prefix] {
        allocations.filter { $0.role == role }.compactMap(\.prefix)
    }

    package var cidrs: [Prefix] { prefixes(.cidr) }
    package var loadBalancerAddresses: [IPAddress] { prefixes(.loadBalancer).map(\.first) }

    /// The source addresses of outgoing traffic. The first is that of every pod that picks none of the others by `egressLabel`: the one that the
    /// network has longest, so that a further one moves nobody.
    package var egressAddresses: [IPAddress] {
        allocations.filter { $0.role == .egress }.sorted { ($0.since, $0.extent) < ($1.since, $1.extent) }
            .compactMap { $0.prefix?.first }
    }

    /// The label by which a pod picks a source address other than the first one.
    package static let egressLabel = "tenancy.dev/egress"

    /// The label's value for an address: the address, with dashes for colons, which no value may have. It may not end in a dash, so `2001:db8::` gets the zero that it
    /// left out.
    package static func egressLabelValue(_ address: IPAddress) -> String {
        let value = "\(address)".replacing(":", with: "-")
        return value.hasSuffix("-") ? value + "0" : value
    }

    /// The address of the tenant's gateway in each CIDR: its first host address.
    package var tenantGateways: [IPAddress] { cidrs.map(\.firstHost) }

    package var vlan: Int? { number(.vlan) }
    package var table: Int? { number(.table) }

    /// The name of the CUDN; `nil` for a network without one.
    package var cudn: InterfaceName? { spec.connectivity.hasCUDN ? key.cudn(generation: spec.generation) : nil }

    /// The label that makes a namespace one of a primary user-defined network. It counts only when the namespace is created, and an
    /// admission policy forbids adding it later.
    package static let namespaceLabel = "k8s.ovn.org/primary-user-defined-network"

    /// The namespaces that somebody else makes and that need the label.
    package var adoptedNamespaces: [NamespaceName] {
        spec.extras.adoptNamespaces == true && cudn != nil ? spec.namespaces.sorted() : []
    }

    /// The name of the VRF device that we work in, OVN-Kubernetes' or ours; `nil` for a network without one.
    package var vrf: InterfaceName? {
        switch spec.connectivity {
        case .vrfLite: cudn
        case .hostVRF: key.vrf
        case .egressIP, .evpn: nil
        }
    }

    /// The device towards the provider: the VLAN, or the interface that the network has for itself; `nil` for a network without one.
    package var uplink: InterfaceName? {
        spec.uplinkParent.flatMap { _ in spec.ownInterface ?? vlan.map { _ in key.uplink } }
    }

    /// The links towards the provider, one per transit subnet.
    package var links: [Link] {
        prefixes(.transit).compactMap { subnet in
            guard let gateway = spec.gateways.first(where: subnet.contains) else { return nil }
            return Link(subnet: subnet, gateway: gateway)
        }
    }

    private func number(_ role: AllocationRole) -> Int? {
        allocations.first { $0.role == role }.flatMap { Int(exactly: $0.extent.first) }
    }
}
