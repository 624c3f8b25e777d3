// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import TenancyCore
internal import YAML

extension ManifestLinter {
    /// The ranges that OVN-Kubernetes uses itself, at their defaults.
    private static let reserved = [
        ("100.64.0.0/16", "join subnet"), ("100.65.0.0/16", "join subnet of user-defined networks"),
        ("100.88.0.0/16", "transit subnet"), ("169.254.0.0/17", "masquerade subnet"), ("fd97::/64", "transit subnet"),
        ("fd98::/64", "join subnet"), ("fd99::/64", "join subnet of user-defined networks"),
        ("fd69::/112", "masquerade subnet"),
    ]

    /// Addresses with two uses, over all kinds of objects together.
    mutating func checkAddresses() {
        var uses: [AddressUse] = []
        for (text, title) in Self.reserved {
            guard let prefix = try? Prefix(parsing: text) else { continue }
            uses.append(
                AddressUse(
                    purpose: .reserved, extent: Extent(prefix), text: "\(text), OVN-Kubernetes' \(title)", object: nil,
                    line: 0))
        }
        for address in settings.nodeAddresses {
            uses.append(
                AddressUse(
                    purpose: .node, extent: Extent(address.bits), text: "\(address), an address of the node",
                    object: nil, line: 0))
        }
        for pool in inventory.pools { uses += Self.uses(of: pool, .pool, pool.at("spec", "addresses")?.items ?? []) }
        for object in inventory.egressIPs {
            uses += Self.uses(of: object, .egress, object.at("spec", "egressIPs")?.items ?? [])
        }
        for network in inventory.primaryNetworks {
            let spec = network.at("spec", "network") ?? network.at("spec")
            let nodes = ["layer2", "layer3"].flatMap { spec?[$0]?["subnets"]?.items ?? [] }
            // The plan of tenancyd knows which networks meet.
            let isOurs = network.labels["app.kubernetes.io/managed-by"] == "tenancy"
            let isIsolated = network.namespace == nil && (isOurs || inventory.networksInVRFs.contains(network.name))
            uses += Self.uses(of: network, isIsolated ? .isolatedNetwork : .network, nodes.map { $0["cidr"] ?? $0 })
        }
        for object in inventory.connections {
            let nodes = (object.at("spec", "connectSubnets")?.items ?? []).compactMap { $0["cidr"] }
            uses += Self.uses(of: object, .link, nodes)
        }
        for object in inventory.endpoints {
            uses += Self.uses(of: object, .fabric, object.at("spec", "cidrs")?.items ?? [])
        }
        for (use, other) in AddressUse.conflicts(uses) { report(use, against: other) }
    }

    private static func uses(
        of object: LintObject, _ purpose: AddressUse.Purpose, _ nodes: [YAMLNode]
    ) -> [AddressUse] {
        nodes.compactMap { node in
            let text = node.text ?? ""
            guard let extent = Extent(poolEntry: text) else { return nil }
            return AddressUse(purpose: purpose, extent: extent, text: text, object: object, line: node.line)
        }
    }

    private mutating func report(_ one: AddressUse, against two: AddressUse) {
        let (use, other) = one.object == nil ? (two, one) : (one, two)
        guard let object = use.object else { return }
        let networks: Set<AddressUse.Purpose> = [.network, .isolatedNetwork]
        let purposes: Set = [use.purpose, other.purpose]
        let (code, fix): (LintCode, String) =
            if purposes == [.pool] {
                (.poolOverlap, "an address is in one pool")
            } else if purposes == [.egress] {
                (.egressDuplicate, "an address of its own for each object")
            } else if purposes.contains(.node) {
                (.addressOnNode, "an address that no interface has")
            } else if purposes.contains(.reserved) {
                (.networkReserved, "another range")
            } else if purposes.isSubset(of: networks) {
                (.networkOverlap, "another range, or a ClusterUserDefinedNetwork in a VRF of its own")
            } else {
                (.addressConflict, "one use for an address")
            }
        report(code, object, line: use.line, "\(use.text) overlaps \(other.title)", fix: fix)
    }
}
