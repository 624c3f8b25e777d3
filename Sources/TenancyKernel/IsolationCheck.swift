// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

package import Netlink
package import TenancyCore

/// Asks the kernel itself where it would send packets that must not leave their VRF: from each network's devices to other networks' and to the node's addresses.
///
/// A packet is kept when the kernel refuses it or answers from the VRF's own table through one of the network's devices. What the answer is made of (rules, tables,
/// routes of any owner) does not matter.
package struct IsolationCheck: Sendable, Equatable {
    /// One packet that must not leave.
    package struct Probe: Sendable, Equatable {
        package let network: NetworkKey
        package let lookup: RouteLookup
        /// The device that the packet enters by.
        package let device: String
        /// Whose the destination is, for people.
        package let target: String
        let table: UInt32
        let devices: Set<UInt32>
    }

    /// How many lookups one check may take: a tenth of a second of the kernel's time.
    package static let limit = 20_000
    /// Of how many others each network is checked against at a time; with `turn` each pair has its turn.
    private static let others = 16

    package let probes: [Probe]

    /// - Parameters:
    ///   - networks: Whose packets are checked; `nil` for all.
    ///   - turn: Grows from check to check, so that the pairs of many networks take turns.
    package init(
        _ desired: KernelState, in observation: KernelObservation, of networks: Set<NetworkKey>? = nil, turn: Int = 0
    ) {
        let links = Dictionary(observation.links.map { ($0.name, $0) }) { first, _ in first }
        let vrfs = Set(observation.links.filter { $0.kind == "vrf" }.map(\.index))
        let addresses = Dictionary(grouping: observation.addresses, by: \.device)
        // The node's own: outside of any VRF, neither of the loopback nor of a link alone.
        let host = observation.links.filter { !vrfs.contains($0.index) && !$0.master.isIn(vrfs) && $0.name != "lo" }
            .flatMap { link in (addresses[link.index] ?? []).map(\.prefix.address) }
            .filter { !$0.isLinkLocal }.prefix(8)
        let all = desired.networks
        var probes: [Probe] = []
        for (position, network) in all.enumerated() where networks?.contains(network.key) ?? true {
            guard let vrf = links[network.vrf.name.description], let table = vrf.table else { continue }
            let entries = network.entries.compactMap { entry in
                links[entry.device].flatMap {
                    $0.isUp && $0.master == vrf.index ? (link: $0, source: entry.source) : nil
                }
            }
            let devices = Set(entries.map(\.link.index))
            let own = Set(entries.flatMap { (addresses[$0.link.index] ?? []).map(\.prefix.address) })
            var targets = host.map { (address: $0, owner: "an address of the node") }
            for step in 0..<min(Self.others, all.count - 1) {
                let other = all[(position + 1 + (step + turn * Self.others) % (all.count - 1)) % all.count]
                targets += other.ownAddresses.map { ($0, "an address of \(other.key)") }
            }
            for entry in entries {
                for target in targets
                where target.address.family == entry.source.family && !own.contains(target.address) {
                    // Where a leak leads, and nowhere else.
                    let leak = network.leaks.first { $0.destination.contains(target.address) }
                    let ways = leak.map { links[$0.ownerVRF.description].map { devices.union([$0.index]) } ?? devices }
                    probes.append(
                        Probe(
                            network: network.key,
                            lookup: RouteLookup(
                                to: target.address, from: entry.source, entering: entry.link.index),
                            device: entry.link.name, target: target.owner, table: table, devices: ways ?? devices))
                }
            }
            if probes.count >= Self.limit { break }
        }
        self.probes = Array(probes.prefix(Self.limit))
    }

    /// A failure for each network with a packet that would leave; one packet of each is told.
    package func failures(_ answers: [Int: Route], deviceName: (UInt32) -> String?) -> [KernelReport.Failure] {
        var failures: [KernelReport.Failure] = []
        for (position, probe) in probes.enumerated() {
            guard let route = answers[position], !isKept(route, probe), failures.last?.network != probe.network else {
                continue
            }
            let question = probe.lookup.text(device: probe.device)
            failures.append(
                .init(
                    network: probe.network,
                    message: """
                        isolation is broken: a packet from \(probe.device) to \(probe.lookup.destination), \(probe.target), \
                        would leave the VRF by '\(route.text(device: route.device.flatMap(deviceName)))'
                        """, hint: "ip\(probe.lookup.destination.family.option) \(question); ip rule show"))
        }
        return failures
    }

    private func isKept(_ route: Route, _ probe: Probe) -> Bool {
        if [.unreachable, .blackhole, .prohibit].contains(route.kind) { return true }
        return route.table == probe.table && route.device.map(probe.devices.contains) ?? false
    }
}

extension KernelNetwork {
    /// Where a tenant's packets enter, with an address of a neighbour there, as which the check asks.
    fileprivate var entries: [(device: String, source: InternetAddress)] {
        let bridge = bridge.map { ($0.name.description, $0.addresses) }
        let uplink = uplink.map { ($0.name.description, $0.addresses) }
        return [bridge, uplink].compactMap { $0 }.flatMap { name, addresses in
            addresses.compactMap { address in
                let prefix = InternetPrefix(address)
                return prefix.neighbour.map { (name, $0) }
            }
        }
    }

    /// The addresses that the node has in this network.
    fileprivate var ownAddresses: [InternetAddress] {
        ((bridge?.addresses ?? []) + (uplink?.addresses ?? [])).map { InternetPrefix($0).address }
    }
}

extension InternetPrefix {
    /// Another address of the same subnet, neither its first nor its last when ours is the first that hosts use. A subnet of one address has none.
    fileprivate var neighbour: InternetAddress? {
        guard length < family.width else { return nil }
        return InternetAddress(bits: address.bits ^ (length == family.width - 1 ? 1 : 3))
    }
}

extension InternetAddress {
    var isLinkLocal: Bool { family == .ipv6 && bits >> 118 == 0xfe80 >> 6 }
}

extension Prefix {
    fileprivate func contains(_ address: InternetAddress) -> Bool {
        first.bits <= address.bits && address.bits <= last.bits
    }
}

extension Optional where Wrapped: Hashable {
    fileprivate func isIn(_ set: Set<Wrapped>) -> Bool { map(set.contains) ?? false }
}
