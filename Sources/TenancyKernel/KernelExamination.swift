// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import Netlink
internal import TenancyCore

/// What others have put into the kernel that OVN-Kubernetes takes away, or that takes tenants' packets away (ovn-kubernetes 2.1, 2.3).
enum KernelExamination {
    /// VRFs with a table of OVN-Kubernetes' range that it has not made.
    static func vrfs(_ links: [NetworkLink]) -> Finding {
        let ours = links.filter { DeviceRole.of($0)?.role == .vrf }.count
        let vrfs = links.filter { $0.kind == "vrf" && DeviceRole.of($0) == nil }
        let foreign = vrfs.filter { vrf in
            (vrf.table ?? 0) >= OVNKubernetes.firstTable
                && !links.contains { $0.master == vrf.index && $0.name.hasPrefix(OVNKubernetes.managementPort) }
        }
        guard let first = foreign.first else {
            return Finding("kernel-vrfs", .ok, "\(ours) VRFs of ours, \(vrfs.count) of others")
        }
        let names = foreign.map { "\($0.name) (table \($0.table ?? 0))" }.joined(separator: ", ")
        return Finding(
            "kernel-vrfs", .warning,
            "VRF \(names) has a table of \(OVNKubernetes.firstTable) or more and no port of OVN-Kubernetes, which deletes it",
            remedy: "make it again with a table below \(OVNKubernetes.firstTable): ip -d link show \(first.name)")
    }

    /// Devices of others with a name that one of ours would need (ovn-kubernetes 5.8).
    static func names(_ links: [NetworkLink]) -> Finding {
        let foreign = links.filter { DeviceRole.bearsName($0.name) && DeviceRole.of($0) == nil }.map(\.name).sorted()
        guard let first = foreign.first else {
            return Finding(
                "kernel-names", .ok,
                "\(links.filter { DeviceRole.of($0) != nil }.count) devices of ours, no name of ours is taken")
        }
        return Finding(
            "kernel-names", .warning,
            "\(foreign.joined(separator: ", ")) is not ours, and a network of that name cannot have its device",
            remedy:
                "ip link set \(first) name ANOTHER, or choose another name for the network: ip -d link show \(first)")
    }

    /// Whether tenants can send IPv6 packets with addresses of others (I7). `isFiltered` is nil when the kernel did not say.
    static func sources(_ links: [NetworkLink], isFiltered: Bool?) -> Finding {
        let remedy = "systemctl enable --now tenancy-sources; ip6tables -t raw -S PREROUTING"
        guard let isFiltered else {
            return Finding("kernel-sources", .warning, "cannot read the rules of ip6tables", remedy: remedy)
        }
        if isFiltered {
            return Finding("kernel-sources", .ok, "IPv6 packets of tenants with addresses of others are dropped")
        }
        guard links.contains(where: { DeviceRole.of($0)?.role == .bridge }) else {
            return Finding("kernel-sources", .ok, "no tenant's bridge whose IPv6 sources would have to be filtered")
        }
        return Finding(
            "kernel-sources", .warning,
            "no rule of ip6tables drops IPv6 packets from tb-* with addresses of others, so that tenants can send as anybody",
            remedy: remedy)
    }

    /// The priorities at which OVN-Kubernetes removes the rules of others.
    private static let taken: Set<UInt32> = [2000, 5000, 6000]

    /// Rules of others where OVN-Kubernetes removes them, and such as come before ours and catch every packet.
    static func rules(_ rules: [Rule], _ links: [NetworkLink]) -> Finding {
        let runs = links.contains { $0.name.hasPrefix(OVNKubernetes.managementPort) }
        let doomed = rules.filter { rule in
            // Its own lead to the tables of its VRFs; those at 5000 lead anywhere.
            taken.contains(rule.priority) && rule.table < OVNKubernetes.firstTable && !(runs && rule.priority == 5000)
        }
        let greedy = rules.filter { rule in
            (1..<1000).contains(rule.priority) && rule.protocolID != RouteProtocol.tenancy && rule.action == .lookup
                && !rule.isL3MDev && rule.entry == nil && !rule.hasOtherSelectors
        }
        guard let first = doomed.first ?? greedy.first else {
            return Finding("kernel-rules", .ok, "\(rules.count) rules, none in the way")
        }
        let list = (doomed + greedy).map(\.description).joined(separator: ", ")
        return Finding(
            "kernel-rules", .warning,
            doomed.isEmpty
                ? "rule \(list) catches the packets of every VRF before the VRF's own table"
                : "rule \(list) is at a priority of OVN-Kubernetes, which removes it",
            remedy: "give it another priority, such as 3000: ip rule show priority \(first.priority)")
    }
}
