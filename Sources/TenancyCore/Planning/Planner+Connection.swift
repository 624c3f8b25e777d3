// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// Leaks that OVN-Kubernetes makes: two whole networks meet (ClusterNetworkConnect).
extension Planner {
    /// The connection that is asked for. It shows what it joins: all CIDRs of both.
    func connection(
        _ request: LeakRequest, from source: Network, to target: Network, inPlaceOf present: Leak?,
        on ledger: some Ledger
    ) throws -> Leak {
        let whole = "OVN-Kubernetes joins whole networks and knows no prefixes"
        for (field, given, all) in [
            ("prefix", request.prefixes, source.cidrs), ("returnPrefix", request.returned, target.cidrs),
        ] where !given.isEmpty && Set(given) != Set(all) {
            throw TenancyError(
                .unsupported, "\(field): \(whole)", field: field,
                hint: source.vrf != nil && target.vrf != nil
                    ? "leave --connect out for routes to these prefixes alone"
                    : "leave it out: all of both networks meet")
        }
        let families = Set(source.cidrs.map(\.family)).sorted()
        let kept = present?.connection?.subnets ?? []
        let subnets =
            kept.map(\.family).sorted() == families
            ? kept : try connectSubnets(families, except: request.name, on: ledger)
        return Leak(
            name: request.name, source: source.key, target: target.key, prefixes: source.cidrs,
            returned: target.cidrs, labels: request.labels, created: now,
            connection: Leak.Connection(reach: request.connects, subnets: subnets))
    }

    /// The first subnets of the declared ranges that no other leak has.
    private func connectSubnets(
        _ families: [AddressFamily], except name: LeakName, on ledger: some Ledger
    ) throws -> [Prefix] {
        let taken = Set(try ledger.connectSubnets().filter { $0.key != name }.flatMap(\.value))
        return try families.map { family -> Prefix in
            guard let range = settings.connectRanges.first(where: { $0.family == family }) else {
                throw TenancyError(
                    .unsupported, "connect: there is no \(family.title) range for the links of connected networks",
                    field: "connect", hint: "add a prefix to cluster.connectSubnets in the configuration")
            }
            let step = UInt128(1) << UInt128(Leak.Connection.subnetBits)
            var first = range.first.bits
            while Extent(range).contains(first) {
                let subnet = Prefix(first: IPAddress(bits: first), bits: 128 - Leak.Connection.subnetBits)
                if let subnet, !taken.contains(subnet) { return subnet }
                let (next, isOver) = first.addingReportingOverflow(step)
                guard !isOver else { break }
                first = next
            }
            throw TenancyError(
                .exhausted, "connect: every subnet of \(range) is the one of a leak", field: "connect",
                hint: "give up a leak: tenancyctl leak list; or declare a larger range in cluster.connectSubnets")
        }
    }

    /// Refuses what OVN-Kubernetes would not connect.
    func checkConnection(of leak: Leak, from source: Network, to target: Network) throws {
        guard leak.connection != nil else { return }
        let (own, other) = (Set(source.cidrs.map(\.family)), Set(target.cidrs.map(\.family)))
        guard own == other else {
            let titles = [own, other].map { $0.sorted().map(\.title).joined(separator: " and ") }
            throw TenancyError(
                .unsupported,
                "to: network \(source.key) has \(titles[0]), network \(target.key) has \(titles[1]): connected networks have the same families",
                field: "to")
        }
        guard source.spec.connectivity != .vrfLite || target.spec.connectivity != .vrfLite else {
            throw TenancyError(
                .unsupported,
                "connect: both networks are vrf-lite, and OVN-Kubernetes connects no two networks that BGP advertises (ovn-kubernetes#6332)",
                field: "connect", hint: "leave --connect out and name what is offered: --prefix PREFIX --both")
        }
    }

    /// Refuses a connection whose links are numbered like those of another one.
    func checkSubnets(of leak: Leak, on ledger: some Ledger) throws {
        guard let own = leak.connection?.subnets else { return }
        for (name, subnets) in try ledger.connectSubnets().sorted(by: { $0.key < $1.key }) where name != leak.name {
            for subnet in own {
                guard let taken = subnets.first(where: { Extent($0).overlaps(Extent(subnet)) }) else { continue }
                throw TenancyError(
                    .overlap, "connect: \(subnet) overlaps \(taken) of leak \(name)", field: "connect",
                    hint: "tenancyctl leak show \(name)")
            }
        }
    }
}
