// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import TenancyCore
internal import YAML

extension NetworkManifests {
    /// The pool with its advertisement and, in a VRF, its peer. All or nothing: a pool that nobody announces would hand out addresses
    /// that do not work, while a Service without a pool says so.
    var loadBalancing: [ManifestObject] {
        let pools = (network.loadBalancerAddresses.isEmpty ? [] : [pool]) + floatingAddresses.map(floatingPool)
        guard !pools.isEmpty, !namespaces.isEmpty else { return [] }
        let names = YAMLValue.strings(pools.map(\.name))
        switch network.spec.announcement {
        case .l2:
            let interfaces = network.uplink.map { [$0] } ?? settings.l2Interfaces
            guard !interfaces.isEmpty else { return [] }
            return pools + [l2Advertisement(of: names, on: interfaces.sorted())]
        case .bgp:
            guard let bgp = network.spec.bgp else { return [] }
            let peer = peer(bgp)
            return pools + (network.vrf == nil ? [] : [peer]) + [bgpAdvertisement(of: names, to: peer)]
        }
    }

    /// The peer of a network without a VRF. Networks in the default VRF may have one and the same provider, and MetalLB refuses a second
    /// object for an address and VRF: so it is an object of the platform's, named after the address.
    var sharedPeer: ManifestObject? {
        guard network.vrf == nil, network.spec.announcement == .bgp, let bgp = network.spec.bgp else { return nil }
        return loadBalancing.isEmpty ? nil : peer(bgp)
    }

    /// The profile of the platform that all peers name.
    static let bfdProfile = "tenancy"

    private var poolName: String { "\(network.key)" }

    /// Single addresses, both families in one pool, for these namespaces and no others.
    private var pool: ManifestObject {
        ManifestObject(
            .ipAddressPool, name: poolName, namespace: settings.metalLBNamespace,
            spec: [
                "addresses": .strings(network.loadBalancerAddresses.map { "\(Prefix($0))" }),
                "avoidBuggyIPs": false,
                "serviceAllocation": ["namespaces": .strings(namespaces.map(\.description))],
            ])
    }

    /// The addresses that are each for one workload.
    var floatingAddresses: [IPAddress] { network.prefixes(.floating).map(\.first) }

    /// A pool of one address, which only a Service gets that asks for it.
    private func floatingPool(_ address: IPAddress) -> ManifestObject {
        ManifestObject(
            .ipAddressPool, name: "\(network.key)-\(address.objectName)", namespace: settings.metalLBNamespace,
            spec: [
                "addresses": ["\(Prefix(address))"],
                "autoAssign": false,
                "avoidBuggyIPs": false,
                "serviceAllocation": ["namespaces": .strings(namespaces.map(\.description))],
            ])
    }

    private func l2Advertisement(of pools: YAMLValue, on interfaces: [InterfaceName]) -> ManifestObject {
        ManifestObject(
            .l2Advertisement, name: poolName, namespace: settings.metalLBNamespace,
            spec: ["ipAddressPools": pools, "interfaces": .strings(interfaces.map(\.description))])
    }

    private func bgpAdvertisement(of pools: YAMLValue, to peer: ManifestObject) -> ManifestObject {
        var spec: YAMLMapping = ["ipAddressPools": pools, "peers": [.string(peer.name)]]
        spec["communities"] = network.spec.extras.communities.map(YAMLValue.strings)
        return ManifestObject(
            .bgpAdvertisement, name: poolName, namespace: settings.metalLBNamespace, spec: .mapping(spec))
    }

    /// Says of the session what the network's FRRConfiguration says, because FRR-K8s refuses to merge what differs.
    private func peer(_ bgp: NetworkSpec.BGP) -> ManifestObject {
        var spec: YAMLMapping = ["myASN": .int(Int(settings.asn)), "peerASN": .int(Int(bgp.asn))]
        spec["peerAddress"] = .string("\(bgp.peer)")
        spec["routerID"] = settings.routerID.map { .string("\($0)") }
        spec["vrf"] = network.vrf.map { .string("\($0)") }
        spec["bfdProfile"] = settings.bfd.map { _ in .string(Self.bfdProfile) }
        return ManifestObject(
            .bgpPeer, name: network.vrf == nil ? "peer-\(bgp.peer.objectName)" : "\(network.key)",
            namespace: settings.metalLBNamespace, spec: .mapping(spec))
    }
}
