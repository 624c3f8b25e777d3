// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

package import TenancyAPI
package import TenancyCore

/// Turns the texts of a request into checked values. Every refusal names the field as the API calls it.
enum Requests {
    static func tenantName(_ text: String) throws -> TenantName { try name(text, field: "name", TenantName.init) }
    static func poolName(_ text: String, field: String = "name") throws -> PoolName {
        try name(text, field: field, PoolName.init)
    }

    /// Checks a name, and turns its error into the answer for the field.
    static func name<Name>(_ text: String, field: String, _ make: (String) throws(NameError) -> Name) throws -> Name {
        do throws(NameError) {
            return try make(text)
        } catch {
            throw TenancyError(.invalid, "\(field): \(error)", field: field)
        }
    }

    static func address(_ text: String, field: String) throws -> IPAddress {
        do throws(AddressError) {
            return try IPAddress(parsing: text)
        } catch {
            throw TenancyError(error, field: field)
        }
    }

    static func prefix(_ text: String, field: String) throws -> Prefix {
        do throws(AddressError) {
            return try Prefix(parsing: text)
        } catch {
            throw TenancyError(error, field: field)
        }
    }

    /// One of the texts that stand for the cases of an enumeration.
    static func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ text: String, field: String, as type: Choice.Type
    ) throws -> Choice {
        guard let choice = Choice(rawValue: text) else {
            let allowed = Choice.allCases.map(\.rawValue).joined(separator: ", ")
            throw TenancyError(.invalid, "\(field): '\(text.prefix(64))' is none of \(allowed)", field: field)
        }
        return choice
    }

    static func extent(_ text: String, kind: PoolKind, field: String) throws -> Extent {
        do throws(AddressError) {
            return kind.isNumeric ? try Extent(parsingNumbers: text) : try Extent(parsingAddresses: text)
        } catch {
            throw TenancyError(error, field: field)
        }
    }
}

extension PoolRequest {
    /// The request that a document makes.
    ///
    /// - Parameter parentFamily: The family of the parent, which decides how lengths are read where no range does.
    /// - Throws: `TenancyError` with the field that is wrong.
    package init(_ object: PoolObject, parentFamily: AddressFamily? = nil) throws {
        let spec = object.spec
        let kind = try Requests.choice(spec.kind, field: "kind", as: PoolKind.self)
        let (field, text, other) =
            kind.isNumeric ? ("range", spec.range, spec.cidr) : ("cidr", spec.cidr, spec.range)
        let parent = try spec.parent.map { try Requests.poolName($0, field: "parent") }
        guard other == nil else {
            let wrong = kind.isNumeric ? "cidr" : "range"
            throw TenancyError(
                .invalid, "\(wrong): a pool of kind \(kind.rawValue) has a \(field)", field: wrong,
                hint: "use --\(field)")
        }
        guard text != nil || (parent != nil && spec.length != nil && !kind.isNumeric) else {
            throw TenancyError(
                .invalid, "\(field): a pool of kind \(kind.rawValue) needs one", field: field,
                hint: kind.isNumeric ? "add --range FIRST-LAST" : "add --cidr PREFIX")
        }
        guard text == nil || spec.length == nil else {
            throw TenancyError(
                .invalid, "length: the range is given, so its length is known", field: "length",
                hint: "leave --length or --cidr out")
        }
        let range = try text.map { try Requests.extent($0, kind: kind, field: field) }
        let family = kind.isNumeric ? nil : range.map { IPAddress(bits: $0.first).family } ?? parentFamily
        self.init(
            name: try Requests.poolName(object.metadata.name), kind: kind, parent: parent, range: range,
            length: try spec.length.map { try Requests.bits($0, family, field: "length") },
            exclusions: try Requests.extents(spec.exclude, kind: kind, field: "exclude"),
            reserve: Set(
                try (spec.reserve ?? []).map { try Requests.choice($0, field: "reserve", as: LinkAddress.self) }),
            defaultBits: try spec.defaultLength.map { try Requests.bits($0, family, field: "defaultLength") },
            minBits: try spec.minLength.map { try Requests.bits($0, family, field: "minLength") },
            maxBits: try spec.maxLength.map { try Requests.bits($0, family, field: "maxLength") },
            policy: try spec.policy.map { try Requests.choice($0, field: "policy", as: PoolPolicy.self) } ?? .best,
            quarantine: try Requests.quarantine(spec.quarantineSeconds ?? 86_400))
    }
}

extension TenantRequest {
    /// The request that a document makes.
    ///
    /// - Throws: `TenancyError` with the field that is wrong.
    package init(_ object: TenantObject) throws {
        self.init(name: try Requests.tenantName(object.metadata.name))
        labels = object.metadata.labels ?? [:]
        guard let spec = object.spec else { return }
        try network.read(spec)
        quotas = try (spec.quotas ?? [:]).reduce(into: [:]) { quotas, entry in
            quotas[try Requests.choice(entry.key, field: "quota", as: QuotaResource.self)] = entry.value
        }
    }
}

extension NetworkRequest {
    /// Takes what a document asks for.
    ///
    /// - Throws: `TenancyError` with the field that is wrong.
    mutating func read(_ spec: TenantObject.Spec) throws {
        connectivity = try spec.connectivity.map {
            try Requests.choice($0, field: "connectivity", as: Connectivity.self)
        }
        cidrs = try (spec.cidrs ?? []).map { try Requests.prefix($0, field: "cidr") }
        prefixLengths = Self.byFamily(spec.prefixLength, spec.prefixLengthV6)
        privatePool = try spec.privatePool.map { try Requests.poolName($0, field: "privatePool") }
        publicAddresses = Self.byFamily(spec.publicIPs, spec.publicIPsV6)
        publicPools = Self.byFamily(
            try spec.publicPool.map { try Requests.poolName($0, field: "publicPool") },
            try spec.publicPoolV6.map { try Requests.poolName($0, field: "publicPoolV6") })
        egressAddresses = spec.egressIPs
        egressPool = try spec.egressPool.map { try Requests.poolName($0, field: "egressPool") }
        transitPools = try (spec.transitPools ?? []).map { try Requests.poolName($0, field: "transitPool") }
        namespaces = try (spec.namespaces ?? []).map {
            try Requests.name($0, field: "namespace", NamespaceName.init)
        }
        uplink = try spec.uplink.map { try Requests.name($0, field: "uplink", InterfaceName.init) }
        vlan = try spec.vlan.map(Self.vlan)
        mtu = spec.mtu
        gateways = try (spec.gateways ?? []).map { try Requests.address($0, field: "gateway") }
        announcement = try spec.announce.map {
            try Requests.choice($0, field: "announce", as: NetworkSpec.Announcement.self)
        }
        bgpASN = try spec.bgpASN.map { number in
            guard let asn = UInt32(exactly: number) else {
                throw TenancyError(
                    .invalid, "bgpASN: \(number) is not an AS number, which is 1 to 4294967294", field: "bgpASN")
            }
            return asn
        }
        bgpPeer = try spec.bgpPeer.map { try Requests.address($0, field: "bgpPeer") }
        extras = try spec.options.map(NetworkExtras.init) ?? NetworkExtras()
    }

    private static func byFamily<Value>(_ ipv4: Value?, _ ipv6: Value?) -> [AddressFamily: Value] {
        var result: [AddressFamily: Value] = [:]
        result[.ipv4] = ipv4
        result[.ipv6] = ipv6
        return result
    }

    private static func vlan(_ text: String) throws -> VLAN {
        if text == "auto" { return .auto }
        if text == "none" { return .absent }
        do throws(AddressError) {
            let extent = try Extent(parsingNumbers: text)
            if extent.first == extent.last, let id = Int(exactly: extent.first) { return .id(id) }
        } catch {}
        throw TenancyError(.invalid, "vlan: '\(text.prefix(64))' is neither auto, none nor a VLAN id", field: "vlan")
    }
}
