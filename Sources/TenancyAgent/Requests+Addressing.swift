// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

package import TenancyAPI
package import TenancyCore

extension Requests {
    /// An address, or a number of a number pool.
    static func value(_ text: String, field: String) throws -> UInt128 {
        let isNumber = !text.isEmpty && text.utf8.allSatisfy { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
        return isNumber
            ? try extent(text, kind: .vni, field: field).first : try address(text, field: field).bits
    }

    static func families(_ text: String) throws -> Set<AddressFamily> {
        if text == "dual" { return [.ipv4, .ipv6] }
        guard let family = AddressFamily(rawValue: text) else {
            throw TenancyError(
                .invalid, "family: '\(text.prefix(64))' is none of ipv4, ipv6, dual", field: "family")
        }
        return [family]
    }

    static func extents(_ texts: [String]?, kind: PoolKind, field: String) throws -> [Extent] {
        guard texts?.count ?? 0 <= 10_000 else {
            throw TenancyError(.invalid, "\(field): a request has at most 10000 ranges", field: field)
        }
        return try (texts ?? []).map { try extent($0, kind: kind, field: field) }
    }

    /// A displayed length in the 128-bit space.
    static func bits(_ length: Int, _ family: AddressFamily?, field: String) throws -> Int {
        guard let family else { throw TenancyError(.invalid, "\(field): numbers have no length", field: field) }
        guard (0...family.width).contains(length) else {
            throw TenancyError(
                .invalid, "\(field): \(length) is not a length from 0 to \(family.width)", field: field)
        }
        return length + family.offset
    }

    static func quarantine(_ seconds: Int64) throws -> Duration {
        guard (0...315_360_000).contains(seconds) else {
            throw TenancyError(.invalid, "quarantine: a quarantine lasts from 0 to 3650 days", field: "quarantine")
        }
        return .seconds(seconds)
    }
}

extension PoolChange {
    /// The change that a document asks for, of this pool.
    ///
    /// - Throws: `TenancyError` with the field that is wrong.
    package init(_ object: PoolPatch, pool: Pool) throws {
        self.init(name: pool.name)
        func limit(_ text: String?, field: String) throws -> Limit? {
            guard let text else { return nil }
            if text == "none" { return .unlimited }
            guard let length = Int(text) else {
                throw TenancyError(
                    .invalid, "\(field): '\(text.prefix(64))' is neither a length nor none", field: field)
            }
            return .bits(try Requests.bits(length, pool.family, field: field))
        }
        range = try object.range.map { try Requests.extent($0, kind: pool.kind, field: "range") }
        addedExclusions = try Requests.extents(object.exclude, kind: pool.kind, field: "exclude")
        removedExclusions = try Requests.extents(object.include, kind: pool.kind, field: "include")
        defaultBits = try object.defaultLength.map { try Requests.bits($0, pool.family, field: "defaultLength") }
        minBits = try limit(object.minLength, field: "minLength")
        maxBits = try limit(object.maxLength, field: "maxLength")
        policy = try object.policy.map { try Requests.choice($0, field: "policy", as: PoolPolicy.self) }
        quarantine = try object.quarantineSeconds.map(Requests.quarantine)
    }
}

extension TenantChange {
    /// The change that a document asks for.
    ///
    /// - Throws: `TenancyError` with the field that is wrong.
    package init(_ object: TenantPatch, name: TenantName) throws {
        self.init(name: name)
        cancelsDraining = object.cancelDrain ?? false
        for (key, text) in object.quotas ?? [:] {
            let resource = try Requests.choice(key, field: "quota", as: QuotaResource.self)
            if text == "none" {
                quotas.updateValue(nil, forKey: resource)
            } else if let limit = Int64(text), limit >= 0 {
                quotas[resource] = limit
            } else {
                throw TenancyError(
                    .invalid, "quota: '\(text.prefix(64))' is neither a number nor none", field: "quota")
            }
        }
    }
}

extension AddressRequest {
    /// The request that a document makes.
    ///
    /// - Throws: `TenancyError` with the field that is wrong.
    package init(_ object: AddressRequestObject) throws {
        self.init(
            tenant: try Requests.name(object.tenant, field: "tenant", TenantName.init),
            role: try Requests.choice(object.role, field: "role", as: AllocationRole.self),
            families: try object.family.map(Requests.families) ?? [])
        network = try object.network.map { try Requests.name($0, field: "network", NetworkKey.init) }
        guard object.pool == nil || object.pools == nil else {
            throw TenancyError(.invalid, "pool: both pool and pools are given", field: "pool", hint: "leave pool out")
        }
        pools = try (object.pools ?? object.pool.map { [$0] } ?? []).map { try Requests.poolName($0, field: "pool") }
        values = try (object.addresses ?? []).map { try Requests.value($0, field: "address") }
        orNext = object.orNext ?? false
        count = object.count ?? 1
        labels = object.labels ?? [:]
        allowsQuarantined = object.allowQuarantined ?? false
    }
}

extension Agent {
    /// The family of a pool's addresses, as far as there is such a pool.
    func family(ofPool name: String?) async throws -> AddressFamily? {
        guard let name else { return nil }
        return try await store.pool(try Requests.poolName(name, field: "parent"))?.pool.family
    }

    func poolChange(_ name: PoolName, _ body: [UInt8]) async throws -> Command {
        let object = try JSONDocument.decode(PoolPatch.self, kind: "PoolPatch", from: body)
        return .updatePool(try PoolChange(object, pool: try await existingPool(name, field: "name")))
    }

    func reservation(_ object: ReservationObject) async throws -> Command {
        let pool = try await existingPool(try Requests.poolName(object.pool, field: "pool"), field: "pool")
        guard object.address == nil || object.prefixLength == nil else {
            throw TenancyError(
                .invalid, "prefixLength: the address is given, so its length is known", field: "prefixLength")
        }
        let seconds = object.ttlSeconds ?? 86_400
        guard (1...31_536_000).contains(seconds) else {
            throw TenancyError(.invalid, "ttl: a reservation lasts from 1s to 8760h", field: "ttl")
        }
        var request = ReservationRequest(
            owner: try Requests.name(object.owner, field: "tenant", TenantName.init), pool: pool.name,
            lifetime: .seconds(seconds))
        request.extent = try object.address.map { try Requests.extent($0, kind: pool.kind, field: "address") }
        request.bits = try object.prefixLength.map { try Requests.bits($0, pool.family, field: "prefixLength") }
        return .reserve(request)
    }

    private func existingPool(_ name: PoolName, field: String) async throws -> Pool {
        guard let pool = try await store.pool(name)?.pool else {
            throw TenancyError(.notFound, "no pool \(name)", field: field, hint: "tenancyctl pool list")
        }
        return pool
    }
}
