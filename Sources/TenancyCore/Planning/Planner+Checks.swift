// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

extension Planner {
    func checkCombination(_ request: NetworkRequest, _ connectivity: Connectivity) throws {
        for family in AddressFamily.allCases {
            let named = request.cidrs.filter { $0.family == family }.count
            guard named + (request.prefixLengths[family] == nil ? 0 : 1) <= 1 else {
                throw TenancyError(
                    .unsupported, "cidr: a network has one \(family.title) CIDR at most", field: "cidr",
                    hint: "a CUDN takes one subnet per family")
            }
            guard request.gateways.filter({ $0.family == family }).count <= 1 else {
                throw TenancyError(
                    .unsupported, "gateway: a network has one \(family.title) gateway at most", field: "gateway")
            }
            guard (0...1024).contains(request.publicAddresses[family] ?? 0) else {
                let field = family == .ipv4 ? "publicIPs" : "publicIPsV6"
                throw TenancyError(.invalid, "\(field): a request takes 0 to 1024 addresses", field: field)
            }
        }
        try checkEgressCount(request)
        if connectivity == .vrfLite, !settings.isLocalGateway {
            throw TenancyError(
                .unsupported, "connectivity: vrf-lite needs OVN-Kubernetes in local gateway mode",
                field: "connectivity",
                hint: "choose --connectivity egress-ip; or set routingViaHost and cluster.gatewayMode: local")
        }
        if connectivity == .evpn { try checkEVPN() }
        let egress = [("egressPool", request.egressPool != nil), ("egressIPs", request.egressAddresses != nil)]
        if connectivity != .egressIP, let (field, _) = egress.first(where: \.1) {
            throw TenancyError(
                .unsupported,
                "\(field): \(connectivity == .evpn ? "an" : "a") \(connectivity.rawValue) network has no egress address",
                field: field,
                hint: "choose --connectivity egress-ip: OVN-Kubernetes assigns no EgressIP inside a VRF")
        }
        if !connectivity.hasUplink {
            let given = [
                ("uplink", request.uplink != nil), ("vlan", request.vlan != nil), ("mtu", request.mtu != nil),
                ("gateway", !request.gateways.isEmpty),
            ]
            if let (field, _) = given.first(where: \.1) {
                throw TenancyError(
                    .unsupported, "\(field): an \(connectivity.rawValue) network has no uplink of its own",
                    field: field,
                    hint: "leave --\(field) out, or choose --connectivity vrf-lite")
            }
        }
        guard uplink(of: request, connectivity) == nil, connectivity.hasUplink else { return }
        if connectivity == .vrfLite {
            throw TenancyError(
                .invalid, "uplink: a vrf-lite network needs an uplink", field: "uplink",
                hint: "add --uplink INTERFACE, or set node.uplink in the configuration")
        }
        let given = [
            ("vlan", request.vlan != nil), ("mtu", request.mtu != nil), ("gateway", !request.gateways.isEmpty),
        ]
        if let (field, _) = given.first(where: \.1) {
            throw TenancyError(.invalid, "\(field): there is no uplink", field: field, hint: "add --uplink INTERFACE")
        }
    }

    func namespaces(
        of request: NetworkRequest, _ connectivity: Connectivity, on ledger: some Ledger
    ) throws -> [NamespaceName] {
        var names = Set(request.namespaces).sorted()
        if names.isEmpty, connectivity.hasCUDN {
            do {
                names = [try NamespaceName(request.key.description)]
            } catch {
                throw TenancyError(.invalid, "\(error)", field: "namespace")
            }
        }
        guard names.count <= 64 else {
            throw TenancyError(.invalid, "namespace: a network has at most 64 namespaces", field: "namespace")
        }
        for name in names {
            if let owner = try ledger.tenant(ofNamespace: name) {
                throw TenancyError(
                    .exists, "namespace: \(name) belongs to tenant \(owner)", field: "namespace",
                    hint: "tenancyctl tenant show \(owner)")
            }
            let text = name.description
            if text == "default" || text.hasPrefix("kube-") || text.hasPrefix("openshift-") || text == "openshift" {
                throw TenancyError(
                    .unsupported, "namespace: \(name) belongs to the cluster", field: "namespace",
                    hint: "choose another name")
            }
        }
        return names
    }

    /// Labels become Kubernetes labels, so they follow their syntax.
    func checkLabels(_ labels: [String: String]) throws {
        func isPlain(_ text: String) -> Bool {
            let bytes = Array(text.utf8)
            let isAlphanumeric = { (byte: UInt8) in
                NameRule.isAlphanumeric(byte) || NameRule.isLower(byte | 0x20) && byte < 0x60
            }
            guard let first = bytes.first, let last = bytes.last, bytes.count <= 63 else { return false }
            return isAlphanumeric(first) && isAlphanumeric(last)
                && bytes.allSatisfy { isAlphanumeric($0) || "-_.".utf8.contains($0) }
        }
        guard labels.count <= 32 else {
            throw TenancyError(.invalid, "labels: a tenant has at most 32 labels", field: "labels")
        }
        for (key, value) in labels.sorted(by: { $0.key < $1.key })
        where !isPlain(key) || !(value.isEmpty || isPlain(value)) {
            let shown = "\(key)=\(value)".unicodeScalars.prefix(130).filter { $0.value >= 0x20 }
            throw TenancyError(
                .invalid, "labels: '\(String(String.UnicodeScalarView(shown)))' is not a label", field: "labels",
                hint:
                    "key and value have at most 63 letters, digits, '-', '_' and '.', and start and end with a letter or digit"
            )
        }
    }
}
