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
    /// How many uplinks get a fence: each is one comparison more for every packet outside of VRFs (S21).
    private static let fenceLimit = 512

    /// A rule for each uplink in a VRF of OVN-Kubernetes, which may delete that VRF at any time: what the uplink then receives in the default VRF is refused
    /// before the node's own addresses are looked up. As long as the uplink is inside, the rules of VRFs come first. So there is no moment in which the provider
    /// of one tenant reaches the node, however late we hear of the deletion.
    mutating func planFences(_ desired: KernelState) {
        let uplinks = desired.networks.compactMap { network -> (key: NetworkKey, device: String)? in
            guard case .attached = network.vrf, let uplink = network.uplink else { return nil }
            return (network.key, uplink.name.description)
        }
        for family in InternetFamily.allCases {
            guard let rules = observation.rules[family] else { continue }
            let fences = uplinks.prefix(Self.fenceLimit).map { uplink in
                (key: uplink.key, rule: Self.fence(uplink.device, family))
            }
            let present = Set(rules)
            for fence in fences where !present.contains(fence.rule) {
                write(.addRules, fence.key, .addRule(fence.rule))
            }
            let wanted = Set(fences.map(\.rule))
            for rule in rules
            where rule.entry.isSome(DeviceRole.bearsName) && rule == Self.fence(rule.entry ?? "", family)
                && !wanted.contains(rule)
            {
                write(.removeRules, nil, .deleteRule(rule))
            }
        }
    }

    private static func fence(_ device: String, _ family: InternetFamily) -> Rule {
        Rule(
            family: family, priority: 1001, action: .unreachable, protocolID: RouteProtocol.tenancy, entry: device)
    }
}
