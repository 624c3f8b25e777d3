// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import TenancyCore

/// Networks and leaks of a small site, by the rules alone: every question is answered by looking at everything.
struct NaiveNetworks: Equatable {
    struct Network: Equatable {
        let tenant: String
        let cidr: Prefix
        let hasVRF: Bool
        /// Whether its CIDR was taken from the pool.
        let isPooled: Bool
    }
    struct Leak: Equatable {
        let source: String
        let target: String
        let prefixes: [Prefix]
        let returned: [Prefix]

        var ways: [(owner: String, prefixes: [Prefix], reader: String)] {
            [(source, prefixes, target), (target, returned, source)]
        }
    }

    /// The private pool, which has no quarantine.
    let pool: Prefix
    var tenants: Set<String> = []
    var networks: [String: Network] = [:]
    var leaks: [String: Leak] = [:]

    init(pool: Prefix) { self.pool = pool }

    /// Each of these returns whether it is allowed; what is not leaves the model undefined.
    mutating func createTenant(_ name: String, _ cidr: Prefix, hasVRF: Bool) -> Bool {
        guard tenants.insert(name).inserted else { return false }
        return addNetwork(name, of: name, cidr, hasVRF: hasVRF)
    }

    mutating func createNetwork(_ key: String, of tenant: String, _ cidr: Prefix, hasVRF: Bool) -> Bool {
        guard tenants.contains(tenant), key == tenant || !tenants.contains(key) else { return false }
        return addNetwork(key, of: tenant, cidr, hasVRF: hasVRF)
    }

    private mutating func addNetwork(_ key: String, of tenant: String, _ cidr: Prefix, hasVRF: Bool) -> Bool {
        guard networks[key] == nil else { return false }
        let isTaken = networks.values.contains { $0.isPooled && overlap($0.cidr, cidr) }
        if !hasVRF {
            let isShared = networks.values.contains { !$0.hasVRF && overlap($0.cidr, cidr) }
            let isLeaked = leaks.values.contains { leak in
                (leak.prefixes + leak.returned).contains { overlap($0, cidr) }
            }
            if isTaken || isShared || isLeaked { return false }
        }
        networks[key] = Network(
            tenant: tenant, cidr: cidr, hasVRF: hasVRF, isPooled: contains(pool, cidr) && !isTaken)
        return true
    }

    mutating func deleteNetwork(_ key: String) -> Bool {
        guard let network = networks[key], networks.values.count(where: { $0.tenant == network.tenant }) > 1,
            !leaks.values.contains(where: { $0.source == key || $0.target == key })
        else { return false }
        networks[key] = nil
        return true
    }

    mutating func deleteTenant(_ name: String) -> Bool {
        guard tenants.remove(name) != nil else { return false }
        let own = Set(networks.filter { $0.value.tenant == name }.keys)
        for (leak, value) in leaks where own.contains(value.source) || own.contains(value.target) {
            guard own.contains(value.source), own.contains(value.target) else { return false }
            leaks[leak] = nil
        }
        for key in own { networks[key] = nil }
        return true
    }

    mutating func createLeak(_ name: String, _ leak: Leak) -> Bool {
        guard leaks[name] == nil, leak.source != leak.target, !leak.prefixes.isEmpty,
            networks[leak.source]?.hasVRF == true, networks[leak.target]?.hasVRF == true
        else { return false }
        for way in leak.ways where !isAllowed(way) { return false }
        leaks[name] = leak
        return true
    }

    /// What a document makes of a leak that is there or not.
    mutating func applyLeak(_ name: String, _ leak: Leak) -> Bool {
        if leaks[name] == leak { return true }
        leaks[name] = nil
        return createLeak(name, leak)
    }

    private func isAllowed(_ way: (owner: String, prefixes: [Prefix], reader: String)) -> Bool {
        guard let owner = networks[way.owner], let reader = networks[way.reader] else { return false }
        return way.prefixes.enumerated().allSatisfy { index, prefix in
            prefix.length > 0 && contains(owner.cidr, prefix) && !overlap(reader.cidr, prefix)
                && !way.prefixes[..<index].contains { overlap($0, prefix) }
                && !networks.values.contains { !$0.hasVRF && overlap($0.cidr, prefix) }
                && !leaks.values.flatMap(\.ways).contains { other in
                    (other.owner != way.owner || other.reader == way.reader)
                        && other.prefixes.contains { overlap($0, prefix) }
                }
        }
    }

    private func overlap(_ one: Prefix, _ other: Prefix) -> Bool { one.first <= other.last && other.first <= one.last }
    private func contains(_ outer: Prefix, _ inner: Prefix) -> Bool {
        outer.first <= inner.first && inner.last <= outer.last
    }
}
