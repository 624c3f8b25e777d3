// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// Whose the rows of an import are: the tenants that they name, each read once.
struct RowOwners {
    /// What a row of another system means to the plan.
    enum Meaning {
        /// The tenant has it.
        case known
        /// A single public address that the tenant shall have.
        case allocation(AllocationRow)
        /// Space that is used, for the tenant or whomever.
        case space
    }

    private struct Owner {
        let name: TenantName
        let drainingUntil: Timestamp?
        let networks: [(key: NetworkKey, cidrs: [Extent])]
    }

    private var known: [TenantName: Owner?] = [:]

    /// - Parameter isOpen: Whether the row is space to allocate from, which belongs to nobody.
    /// - Throws: `TenancyError` when the row cannot be what it says.
    mutating func meaning(of row: SpaceRow, isOpen: Bool, in pool: Pool?, on ledger: some Ledger) throws -> Meaning {
        guard !isOpen, let name = row.tenant, let owner = try owner(name, on: ledger) else {
            if let vrf = row.vrf { throw SpaceRow.otherTable(vrf) }
            return .space
        }
        let networks = owner.networks.filter { row.vrf == nil || $0.key.description == row.vrf }
        if let vrf = row.vrf, networks.isEmpty { throw SpaceRow.otherTable(vrf) }
        if networks.contains(where: { $0.cidrs.contains { $0.contains(row.extent) } }) { return .known }
        guard row.extent.span == 0, let pool, pool.kind == .public else {
            guard let network = networks.first, row.vrf != nil else { return .space }
            let cidrs = network.cidrs.map(\.addressText).joined(separator: ", ")
            throw TenancyError(
                .notFound, "\(row.extent.addressText) lies outside of network \(network.key), which has \(cidrs)")
        }
        if try ledger.allocations(in: .shared, overlapping: row.extent).contains(where: { $0.tenant == name }) {
            return .known
        }
        if let until = owner.drainingUntil {
            throw TenancyError(.inUse, "tenant \(name) is draining until \(until) and gets nothing more")
        }
        guard let network = networks.first, networks.count == 1 else {
            let names = networks.map(\.key.description).joined(separator: ", ")
            throw TenancyError(
                .invalid, "tenant \(name) has more than one network: \(names); the column VRF names one")
        }
        return .allocation(
            AllocationRow(extent: row.extent, pool: pool.name, role: row.role, tenant: name, network: network.key))
    }

    private mutating func owner(_ name: TenantName, on ledger: some Ledger) throws -> Owner? {
        if let owner = known[name] { return owner }
        let owner = try ledger.tenant(name).map { tenant in
            Owner(
                name: name, drainingUntil: tenant.drainingUntil,
                networks: tenant.networks.map { ($0.key, $0.cidrs.map { Extent($0) }) })
        }
        known[name] = .some(owner)
        return owner
    }
}

extension SpaceRow {
    /// The tile of a pool that keeps it from others.
    var tile: ExtentRecord {
        ExtentRecord(extent, .reserved, claimant: tenant, reason: note.isEmpty ? nil : note)
    }
}
