// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// What a network is asked for beside what it needs: refused when it is asked for, never left out in silence.
extension Planner {
    func extras(
        of request: NetworkRequest, _ draft: NetworkDraft, namespaces: [NamespaceName],
        _ announcement: NetworkSpec.Announcement
    ) throws -> NetworkExtras {
        var extras = request.extras
        extras.joinSubnets = Self.some(extras.joinSubnets?.sorted())
        extras.reservedSubnets = Self.some(extras.reservedSubnets?.sorted())
        extras.infrastructureSubnets = Self.some(extras.infrastructureSubnets?.sorted())
        extras.egressServices = Self.some(extras.egressServices.map { Set($0).sorted() })
        extras.communities = Self.some(extras.communities.map { Set($0).sorted() })
        try checkTopology(extras, draft)
        try checkJoinSubnets(extras.joinSubnets ?? [], draft)
        try checkSubnets(extras, draft)
        try checkEgressServices(extras, draft, namespaces)
        if extras.adoptNamespaces == false { extras.adoptNamespaces = nil }
        if extras.adoptNamespaces == true, namespaces.isEmpty {
            throw Self.refusal("adoptNamespaces", "the network has no namespaces", hint: "add --namespace NAME")
        }
        if extras.communities != nil, announcement != .bgp {
            throw Self.refusal("communities", "only a network that BGP announces has them", hint: "add --announce bgp")
        }
        for community in extras.communities ?? [] where !Self.isCommunity(community) {
            throw TenancyError(
                .invalid, "options.communities: '\(community.prefix(64))' is neither A:B nor large:A:B:C",
                field: "options.communities")
        }
        if let group = extras.group,
            !(1...253).contains(group.utf8.count) || group.utf8.contains(where: { $0 < 0x21 || $0 > 0x7e })
        {
            throw TenancyError(
                .invalid, "options.group: a group has 1 to 253 printable characters without spaces",
                field: "options.group")
        }
        return extras
    }

    private func checkTopology(_ extras: NetworkExtras, _ draft: NetworkDraft) throws {
        let isLayer3 = extras.topology == .layer3
        if extras.fixed != NetworkExtras(), !draft.connectivity.hasCUDN {
            throw Self.refusal(
                "topology", "a \(draft.connectivity.rawValue) network is no network of the cluster",
                hint: "choose --connectivity vrf-lite or egress-ip")
        }
        if isLayer3, let cidr = draft.cidrs.first(where: { $0.length >= ($0.family == .ipv4 ? 30 : 64) }) {
            throw Self.refusal(
                "topology", "\(cidr) is too small to be parted for nodes",
                hint: "a CIDR of at most \(cidr.family == .ipv4 ? "/29" : "/63"), or --topology layer2")
        }
        if extras.persistentIPs == true {
            guard !isLayer3 else {
                throw Self.refusal("persistentIPs", "a layer3 network has none", hint: "--topology layer2")
            }
            try require(.persistentIPs, for: "persistentIPs")
        }
    }

    /// How many bits a join subnet has at least for the routers of a node.
    private static let joinBits = 3

    private func checkJoinSubnets(_ subnets: [Prefix], _ draft: NetworkDraft) throws {
        for (index, subnet) in subnets.enumerated() {
            func refuse(_ reason: String, hint: String?) -> TenancyError {
                Self.refusal("joinSubnets", "\(subnet) \(reason)", hint: hint)
            }
            guard draft.families.contains(subnet.family) else {
                throw refuse("is of a family that the network does not have", hint: nil)
            }
            guard !subnets[..<index].contains(where: { $0.family == subnet.family }) else {
                throw refuse("is the second one of its family", hint: "leave one of them out")
            }
            guard 128 - subnet.bits >= Self.joinBits else {
                throw refuse("is too small for the routers", hint: "8 addresses or more")
            }
            if let cidr = draft.cidrs.first(where: { Extent($0).overlaps(Extent(subnet)) }) {
                throw refuse("overlaps \(cidr) of the network", hint: nil)
            }
            try checkParties(Extent(subnet), field: "options.joinSubnets")
        }
    }

    private func checkSubnets(_ extras: NetworkExtras, _ draft: NetworkDraft) throws {
        let parts = (extras.reservedSubnets ?? []) + (extras.infrastructureSubnets ?? [])
        guard !parts.isEmpty else { return }
        let field = extras.reservedSubnets == nil ? "infrastructureSubnets" : "reservedSubnets"
        guard extras.topology != .layer3 else {
            throw Self.refusal(field, "a layer3 network has none", hint: "--topology layer2")
        }
        try require(.preconfiguredAddresses, for: field)
        guard (extras.reservedSubnets ?? []).count <= 25, (extras.infrastructureSubnets ?? []).count <= 4 else {
            throw Self.refusal(field, "there are at most 25 reserved and 4 infrastructure subnets", hint: nil)
        }
        for (index, part) in parts.enumerated() {
            guard let cidr = draft.cidrs.first(where: { $0.contains(part.first) && $0.length <= part.length }) else {
                throw Self.refusal(field, "\(part) is in no CIDR of the network", hint: nil)
            }
            if let other = parts[..<index].first(where: { $0.contains(part.first) || part.contains($0.first) }) {
                throw Self.refusal(field, "\(part) overlaps \(other)", hint: nil)
            }
            if extras.reservedSubnets?.contains(part) == true, part.contains(cidr.firstHost) {
                throw Self.refusal(field, "\(part) has the gateway \(cidr.firstHost)", hint: nil)
            }
        }
        if let infrastructure = extras.infrastructureSubnets {
            for cidr in draft.cidrs where !infrastructure.contains(where: { $0.contains(cidr.firstHost) }) {
                throw Self.refusal(
                    "infrastructureSubnets", "the gateway \(cidr.firstHost) is in none of them",
                    hint: "add a subnet with \(cidr.firstHost)")
            }
        }
    }

    private func checkEgressServices(
        _ extras: NetworkExtras, _ draft: NetworkDraft, _ namespaces: [NamespaceName]
    ) throws {
        guard let texts = extras.egressServices else { return }
        guard draft.connectivity == .hostVRF else {
            throw Self.refusal(
                "egressServices", "OVN-Kubernetes has no EgressService for networks of its own",
                hint: draft.connectivity == .egressIP
                    ? "the network has an egress address already" : "choose --connectivity host-vrf")
        }
        try require(.egressService, for: "egressServices")
        for (text, name) in zip(texts, extras.egressServiceNames) {
            guard let name else {
                throw TenancyError(
                    .invalid, "options.egressServices: '\(text.prefix(64))' is not NAMESPACE/SERVICE",
                    field: "options.egressServices")
            }
            guard namespaces.contains(name.namespace) else {
                throw Self.refusal(
                    "egressServices", "namespace \(name.namespace) is none of the network",
                    hint: "add --namespace \(name.namespace)")
            }
        }
    }

    private func require(_ feature: ClusterFeature, for option: String) throws {
        try require(feature, field: "options.\(option)")
    }

    /// Refuses what the cluster is not declared to do.
    ///
    /// - Parameter alternative: What can be asked for instead.
    func require(_ feature: ClusterFeature, field: String, alternative: String? = nil) throws {
        guard !settings.features.contains(feature) else { return }
        let other = alternative.map { "; or \($0)" } ?? ""
        throw TenancyError(
            .unsupported, "\(field): the cluster is not declared to have \(feature.rawValue)", field: field,
            hint:
                "when it has, from OVN-Kubernetes \(feature.since.rawValue) on, add \(feature.rawValue) to cluster.features in the configuration\(other)"
        )
    }

    private static func refusal(_ field: String, _ reason: String, hint: String?) -> TenancyError {
        TenancyError(.unsupported, "options.\(field): \(reason)", field: "options.\(field)", hint: hint)
    }

    private static func some<Element>(_ values: [Element]?) -> [Element]? { values?.isEmpty == true ? nil : values }

    private static func isCommunity(_ text: String) -> Bool {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        if parts.first == "large" { return parts.count == 4 && parts.dropFirst().allSatisfy { UInt32($0) != nil } }
        return parts.count == 2 && parts.allSatisfy { UInt16($0) != nil }
    }
}
