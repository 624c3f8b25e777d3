// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import Netlink
internal import TenancyCore

extension KernelPlanner {
    /// The rules of S17: packets of a VRF see its table and nothing else, neither the main table nor the host's own addresses.
    mutating func planRules(areNeeded: Bool) {
        for family in InternetFamily.allCases {
            // A rule that selects by more than we know is not one of these.
            guard let rules = observation.rules[family]?.filter({ !$0.hasOtherSelectors && $0.entry == nil }) else {
                continue
            }
            let ours = RouteProtocol.tenancy
            let lookup = Rule(family: family, priority: 1000, isL3MDev: true, protocolID: ours)
            let unreachable = Rule(
                family: family, priority: 1001, action: .unreachable, isL3MDev: true, protocolID: ours)
            // Right behind the VRFs' rules: packets of a VRF never get here, and all others find the host's own addresses before the
            // rules of OVN-Kubernetes at 2000, 5000, 5999 and 6000 send them elsewhere.
            let local = Rule(family: family, priority: 1002, table: 255, protocolID: ours)
            // Where earlier versions had it.
            let former = Rule(family: family, priority: 32765, table: 255, protocolID: ours)
            let locals = rules.filter { $0.action == .lookup && $0.table == 255 && !$0.isL3MDev }
            let vrfs = observation.links.filter { $0.kind == "vrf" && !doomed.contains($0.index) }

            if areNeeded {
                // The kernel adds its own with the first VRF, and only then (S15); it is awaited before ours is added.
                let hasLookup = rules.contains { $0.isL3MDev && $0.action == .lookup && $0.priority < 1001 }
                if !hasLookup, !vrfs.isEmpty { write(.addRules, nil, .addRule(lookup)) }
                if !rules.contains(unreachable) { write(.addRules, nil, .addRule(unreachable)) }
                if !rules.contains(local) { write(.addRules, nil, .addRule(local)) }
                for rule in locals where rule.priority == 0 || rule == former {
                    write(.removeLocalRule, nil, .deleteRule(rule))
                }
            } else {
                let moved = locals.filter { $0 == local || $0 == former }
                // Somebody else's order of rules is not ours to change.
                if !moved.isEmpty, moved == locals {
                    write(
                        .restoreLocalRule, nil,
                        .addRule(Rule(family: family, priority: 0, table: 255, protocolID: RouteProtocol.kernel)))
                }
                for rule in moved { write(.removeRules, nil, .deleteRule(rule)) }
                if rules.contains(unreachable) { write(.removeRules, nil, .deleteRule(unreachable)) }
                if rules.contains(lookup), vrfs.isEmpty { write(.removeRules, nil, .deleteRule(lookup)) }
            }
        }
    }
}

extension KernelPlanner {
    /// How many devices get a fence: each takes every packet outside of VRFs 2 ns (S21). Enough for 700 networks with bridge and uplink; `doctor` tells when there are more.
    package static let fenceLimit = 1400

    /// A rule for each device of ours in a VRF: what the device receives when somebody has deleted that VRF, and it lies in the default one, is refused before the
    /// node's own addresses are looked up. As long as the device is inside, the rules of VRFs come first. So there is no moment in which a tenant or its
    /// provider reaches the node, however late we hear of the deletion.
    mutating func planFences(_ desired: KernelState) {
        // Those of OVN-Kubernetes' VRFs first: it deletes a VRF in the ordinary course of things, of ours only a stranger does.
        let attached = desired.networks.filter { !$0.vrf.isOwn }
        let own = desired.networks.filter(\.vrf.isOwn)
        let devices = (attached + own).flatMap { network in
            let uplink = network.uplink.flatMap { isFenced($0, of: network.key) ? $0.name : nil }
            return [uplink, network.bridge?.name].compactMap(\.self).map { (network.key, $0.description) }
        }
        let all = Set(devices.map(\.1))
        for family in InternetFamily.allCases {
            guard let rules = observation.rules[family] else { continue }
            let fences = devices.prefix(Self.fenceLimit).map { (key: $0, rule: Self.fence($1, family)) }
            let present = Set(rules)
            for fence in fences where !present.contains(fence.rule) {
                write(.addRules, fence.key, .addRule(fence.rule))
            }
            let wanted = Set(fences.map(\.rule))
            for rule in rules where !wanted.contains(rule) {
                guard let device = rule.entry, rule == Self.fence(device, family), !isSpared(device, desired: all)
                else { continue }
                write(.removeRules, nil, .deleteRule(rule))
            }
        }
    }

    /// Whether the uplink gets a fence. An interface of the node's own that cannot be given to the network is in use, and would be cut off.
    private func isFenced(_ uplink: KernelNetwork.Uplink, of network: NetworkKey) -> Bool {
        uplink.kind != .interface || tables[network] != nil
            || linkByName[uplink.name.description].isSome { given[$0.index]?.network == network }
    }

    /// Whether a device stays although it is not desired: it keeps its fence. An interface that is given back has none.
    private func isSpared(_ device: String, desired: Set<String>) -> Bool {
        guard !desired.contains(device), let link = linkByName[device], !isLeaving(link.index) else { return false }
        return DeviceRole.bearsName(device) || given[link.index] != nil && !returned.contains(link.index)
    }

    private static func fence(_ device: String, _ family: InternetFamily) -> Rule {
        Rule(
            family: family, priority: 1001, action: .unreachable, protocolID: RouteProtocol.tenancy, entry: device)
    }
}
