// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import TenancyCore
internal import YAML

extension ManifestLinter {
    /// Who may take addresses from a pool, whether they are announced, and whether MetalLB reads them.
    mutating func checkPools() {
        let advertisements = inventory.l2Advertisements + inventory.bgpAdvertisements
        let selectors = advertisements.flatMap { $0.at("spec", "ipAddressPoolSelectors")?.items ?? [] }
            .map(LabelSelector.init)
        var announced: Set<String> = []
        var announcesAll = false
        for advertisement in advertisements {
            announced.formUnion(advertisement.at("spec", "ipAddressPools")?.texts ?? [])
            announcesAll = announcesAll || Self.takesAllPools(advertisement)
        }
        for pool in inventory.pools {
            checkScope(of: pool)
            let addresses = pool.at("spec", "addresses")
            if addresses?.items.isEmpty ?? true {
                report(
                    .poolAddress, pool, line: pool.line("spec", "addresses"), "the pool has no addresses",
                    fix: "list prefixes or ranges, or remove the pool once no Service uses it")
            }
            for node in addresses?.items ?? [] {
                if let reason = Self.addressProblem(node.text ?? "") {
                    report(
                        .poolAddress, pool, line: node.line, reason,
                        fix: "write ADDRESS/LENGTH or FIRST-LAST; a single address has /32 or /128")
                }
            }
            if !isAnchor(pool), !announcesAll, !announced.contains(pool.name),
                !selectors.contains(where: { $0.matches(pool.labels) })
            {
                report(
                    .poolNotAnnounced, pool, line: pool.line("metadata", "name"),
                    "no L2Advertisement or BGPAdvertisement names it, so no address of it can be reached",
                    fix: "add an advertisement with ipAddressPools: [\(pool.name)]")
            }
        }
        let kinds = ["IPAddressPool", "BGPPeer", "BGPAdvertisement", "L2Advertisement", "BFDProfile", "Community"]
        let objects = kinds.flatMap { inventory.all($0, "metallb.io") }
        let counts = Dictionary(grouping: objects) { $0.namespace ?? "" }.mapValues(\.count)
        guard let usual = counts.max(by: { ($0.value, $1.key) < ($1.value, $0.key) })?.key, counts.count > 1 else {
            return
        }
        for object in objects where (object.namespace ?? "") != usual {
            report(
                .metalLBNamespace, object, line: object.line("metadata", "namespace"),
                "MetalLB reads its own namespace only, and the other objects are in '\(usual)'",
                fix: "namespace: \(usual)")
        }
    }

    private mutating func checkScope(of pool: LintObject) {
        let scope = pool.at("spec", "serviceAllocation")
        let namespaces = scope?["namespaces"]?.items ?? []
        guard namespaces.isEmpty else { return }
        let isOpen = scope?["serviceSelectors"]?.items.isEmpty ?? true
        if isOpen, let selectors = scope?["namespaceSelectors"], !selectors.items.isEmpty {
            report(
                .poolSelectorOnly, pool, line: pool.line("spec", "serviceAllocation", "namespaceSelectors"),
                "while no namespace matches the selectors, every namespace may take an address by annotation",
                fix: "list the names: serviceAllocation.namespaces")
        } else if isOpen {
            let isAutomatic = pool.at("spec", "autoAssign")?.content != .bool(false)
            report(
                .poolUnscoped, pool, line: pool.line("spec", "serviceAllocation", "namespaces"),
                isAutomatic
                    ? "every Service of the cluster may get an address of it, also when its own pool is full"
                    : "autoAssign: false does not keep an annotation of any namespace from taking an address",
                fix: "serviceAllocation: {namespaces: [NAME]}")
        }
    }

    /// A pool that exists for MetalLB's sake and serves nobody.
    private func isAnchor(_ pool: LintObject) -> Bool {
        pool.at("spec", "autoAssign")?.content == .bool(false)
            && pool.at("spec", "serviceAllocation", "namespaces")?.texts == [pool.namespace ?? ""]
    }

    /// Whether an advertisement leaves open which pools it means, which is all of them.
    static func takesAllPools(_ advertisement: LintObject) -> Bool {
        ["ipAddressPools", "ipAddressPoolSelectors"].allSatisfy {
            advertisement.at("spec", $0)?.items.isEmpty ?? true
        }
    }

    /// Why MetalLB does not take a text as an entry of a pool.
    private static func addressProblem(_ text: String) -> String? {
        if text.contains("/") {
            return Prefix(withHostBits: text) == nil ? "'\(text)' is no prefix" : nil
        }
        guard text.contains("-") else {
            return (try? IPAddress(parsing: text)) == nil
                ? "'\(text)' is no prefix or range" : "'\(text)' has no length: MetalLB refuses the configuration"
        }
        do throws(AddressError) {
            _ = try Extent(parsingAddresses: text.filter { $0 != " " })
            return nil
        } catch {
            return "\(error)"
        }
    }
}

extension Prefix {
    /// A prefix as most programs read it: bits behind the length do not matter.
    init?(withHostBits text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let length = Int(parts[1]), let address = try? IPAddress(parsing: String(parts[0]))
        else { return nil }
        self.init(holding: address, length: length)
    }
}

extension Extent {
    /// An entry of a pool; `nil` when it is none.
    init?(poolEntry text: String) {
        if let prefix = Prefix(withHostBits: text) {
            self.init(prefix)
        } else if let extent = try? Extent(parsingAddresses: text.filter { $0 != " " }) {
            self = extent
        } else {
            return nil
        }
    }
}
