// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import TenancyCore
internal import YAML

extension ManifestLinter {
    private static let prefixes = ["metallb.io/", "metallb.universe.tf/"]

    /// The wishes of Services, in both spellings of their annotations.
    mutating func checkServices() {
        for service in inventory.services {
            guard let annotations = service.at("metadata", "annotations") else { continue }
            for entry in annotations.entries where entry.key.hasPrefix(Self.prefixes[1]) {
                report(
                    .deprecated, service, line: entry.keyLine, "\(entry.key) is the old spelling",
                    fix: Self.prefixes[0] + entry.key.dropFirst(Self.prefixes[1].count))
            }
            for prefix in Self.prefixes {
                if let entry = annotations.entries.first(where: { $0.key == prefix + "address-pool" }) {
                    checkPool(entry, of: service)
                }
                if let entry = annotations.entries.first(where: { $0.key == prefix + "loadBalancerIPs" }) {
                    checkAddresses(entry, of: service)
                }
            }
        }
    }

    private mutating func checkPool(_ entry: YAMLNode.Entry, of service: LintObject) {
        // A repository of an application has no pools at all, and that is right.
        guard !inventory.pools.isEmpty, let name = entry.value.text else { return }
        guard let pool = inventory.pools.first(where: { $0.name == name }) else {
            report(
                .serviceUnknownPool, service, line: entry.keyLine,
                "there is no IPAddressPool '\(name)', so the Service stays Pending", fix: Self.known(inventory.pools))
            return
        }
        if !Self.serves(pool, service.namespace ?? "default") {
            report(
                .serviceForeignPool, service, line: entry.keyLine,
                "\(pool.place) does not serve namespace \(service.namespace ?? "default")",
                fix: "name the tenant's own pool, or add the namespace to the pool")
        }
    }

    private mutating func checkAddresses(_ entry: YAMLNode.Entry, of service: LintObject) {
        func wrong(_ reason: String, _ fix: String) {
            report(.serviceAddress, service, line: entry.keyLine, reason, fix: fix)
        }
        if service.at("spec", "loadBalancerIP")?.text != nil {
            wrong("\(entry.key) and spec.loadBalancerIP exclude each other", "remove spec.loadBalancerIP")
        }
        let texts = (entry.value.text ?? "").split(separator: ",").map { $0.filter { $0 != " " } }
        let addresses = texts.compactMap { try? IPAddress(parsing: String($0)) }
        guard !addresses.isEmpty, addresses.count == texts.count else {
            return wrong("'\(entry.value.text ?? "")' is no list of addresses", "ADDRESS or ADDRESS,ADDRESS")
        }
        if Set(addresses.map(\.family)).count < addresses.count {
            wrong("a Service has one address of a family at most", "one address, or one of each family")
        }
        guard !inventory.pools.isEmpty else { return }
        let holders = addresses.map { address in
            inventory.pools.first { pool in
                (pool.at("spec", "addresses")?.texts ?? []).contains {
                    Extent(poolEntry: $0)?.contains(address.bits) ?? false
                }
            }
        }
        for (address, holder) in zip(addresses, holders) {
            if let holder {
                guard !Self.serves(holder, service.namespace ?? "default") else { continue }
                wrong(
                    "\(address) is of \(holder.place), which does not serve namespace \(service.namespace ?? "default")",
                    "an address of the tenant's own pool")
            } else {
                wrong("\(address) is in no pool, so the Service stays Pending", "an address of a pool")
            }
        }
        if Set(holders.compactMap { $0?.name }).count > 1 {
            wrong("the addresses are of different pools, and MetalLB takes all from one", "both families in one pool")
        }
    }

    private static func serves(_ pool: LintObject, _ namespace: String) -> Bool {
        let scope = pool.at("spec", "serviceAllocation")
        let names = scope?["namespaces"]?.texts ?? []
        return names.isEmpty || names.contains(namespace) || scope?["namespaceSelectors"] != nil
    }
}
