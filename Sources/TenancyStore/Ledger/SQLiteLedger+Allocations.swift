// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import SQLite
internal import TenancyCore

extension SQLiteLedger {
    func allocations(in scope: Scope, overlapping extent: Extent) throws -> [Allocation] {
        // Allocations of a scope do not overlap, so only the nearest one from below can reach into the run.
        var below = try connection.query(
            """
            SELECT scope, pool, first, last, tenant, network, role, since, labels, draining FROM holding
            WHERE scope = ?1 AND first < ?2 ORDER BY first DESC LIMIT 1
            """, .text(scope.name), .wide(extent.first))
        var found = try all(&below).filter { $0.extent.overlaps(extent) }
        var inside = try connection.query(
            """
            SELECT scope, pool, first, last, tenant, network, role, since, labels, draining FROM holding
            WHERE scope = ?1 AND first BETWEEN ?2 AND ?3 ORDER BY first
            """, .text(scope.name), .wide(extent.first), .wide(extent.last))
        found += try all(&inside)
        return found
    }

    func allocations(from pool: Pool, overlapping extent: Extent) throws -> [Allocation] {
        var below = try connection.query(
            """
            SELECT scope, pool, first, last, tenant, network, role, since, labels, draining FROM holding
            WHERE pool_id = ?1 AND first < ?2 ORDER BY first DESC LIMIT 1
            """, .integer(pool.id), .wide(extent.first))
        var found = try all(&below).filter { $0.extent.overlaps(extent) }
        var inside = try connection.query(
            """
            SELECT scope, pool, first, last, tenant, network, role, since, labels, draining FROM holding
            WHERE pool_id = ?1 AND first BETWEEN ?2 AND ?3 ORDER BY first
            """, .integer(pool.id), .wide(extent.first), .wide(extent.last))
        found += try all(&inside)
        return found
    }

    mutating func insert(_ allocations: [Allocation]) throws {
        for allocation in allocations { try insert(allocation) }
        var uses: [(resource: QuotaResource, tenant: TenantName, amount: Int64, text: String)] = []
        for allocation in allocations {
            guard let (resource, amount) = QuotaResource.use(of: allocation) else { continue }
            if let index = uses.firstIndex(where: { $0.resource == resource && $0.tenant == allocation.tenant }) {
                uses[index].amount = uses[index].amount.addingReportingOverflow(amount).partialValue
            } else {
                uses.append((resource, allocation.tenant, amount, allocation.text))
            }
        }
        for use in uses { try count(use.amount, of: use.resource, for: use.tenant, with: use.text) }
    }

    private func insert(_ allocation: Allocation) throws {
        let extent = allocation.extent
        guard extent.firstAligned(extent.fit) == extent else {
            throw TenancyError(.internal, "an allocation is one aligned block, and \(extent.addressText) is not")
        }
        try checkOverlap(of: extent, in: allocation.scope.name)
        let pool = try allocation.pool.map { name in
            guard let pool = try self.pool(name) else {
                throw TenancyError(.internal, "an allocation names pool \(name), which is not there")
            }
            return pool.id
        }
        try connection.run(
            """
            INSERT INTO allocation(scope, first, last, pool, network, role, since, labels)
            VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
            """,
            .text(allocation.scope.name), .wide(extent.first), .wide(extent.last), .integer(orNull: pool),
            .text(allocation.network.description), .text(allocation.role.rawValue),
            .integer(allocation.since.microseconds),
            allocation.labels.isEmpty ? .null : .text(try StoredJSON.text(allocation.labels)))
        try connection.run(
            """
            INSERT INTO tenure(first, last, scope, opened_by, since, tenant, network, role)
            VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
            """,
            .wide(extent.first), .wide(extent.last), .text(allocation.scope.name), .integer(revision),
            .integer(allocation.since.microseconds), .text(allocation.tenant.description),
            .text(allocation.network.description), .text(allocation.role.rawValue))
    }

    /// Refuses a run that overlaps an allocation of its scope, as the planner has before with more to say: one seek, in the page that is written next.
    private func checkOverlap(of extent: Extent, in scope: String) throws {
        var below = try connection.query(
            """
            SELECT first, last FROM allocation WHERE scope = ?1 AND first <= ?2 ORDER BY first DESC LIMIT 1
            """, .text(scope), .wide(extent.last))
        guard try below.next() else { return }
        let other = try self.extent(below, first: 0, last: 1)
        guard !other.overlaps(extent) else {
            throw TenancyError(
                .overlap, "\(extent.addressText) overlaps \(other.addressText), which is allocated in scope \(scope)")
        }
    }

    mutating func remove(_ allocation: Allocation, at now: Timestamp) throws {
        let extent = allocation.extent
        try connection.run(
            """
            DELETE FROM allocation WHERE scope = ?1 AND first = ?2 AND last = ?3 AND network = ?4
            """,
            .text(allocation.scope.name), .wide(extent.first), .wide(extent.last), .text(allocation.network.description)
        )
        guard connection.changes == 1 else {
            throw TenancyError(.internal, "\(allocation.text) is not held as it was read")
        }
        if let (resource, amount) = QuotaResource.use(of: allocation) {
            try count(-amount, of: resource, for: allocation.tenant, with: allocation.text)
        }
        try connection.run(
            """
            UPDATE tenure SET until = ?4, closed_by = ?5
            WHERE first = ?1 AND last = ?2 AND scope = ?3 AND until IS NULL
            """,
            .wide(extent.first), .wide(extent.last), .text(allocation.scope.name), .integer(now.microseconds),
            .integer(revision))
        guard connection.changes == 1 else {
            throw TenancyError(.storeDamaged, "\(allocation.text) is held without a tenure")
        }
    }

    /// The allocations of a tenant and of a pool, where they are given; by scope and value.
    func allocations(tenant: TenantName?, pool: PoolName?) throws -> [Allocation] {
        let found: [Allocation]
        if let tenant {
            var rows = try connection.query(
                """
                SELECT h.scope, h.pool, h.first, h.last, h.tenant, h.network, h.role, h.since, h.labels, h.draining
                FROM network n JOIN holding h ON h.network = n.key WHERE n.tenant = ?1
                """, .text(tenant.description))
            found = try all(&rows).filter { pool == nil || $0.pool == pool }
        } else if let pool {
            guard let pool = try self.pool(pool) else { return [] }
            found = try allocations(from: pool, overlapping: pool.range)
        } else {
            var rows = try connection.query(
                """
                SELECT scope, pool, first, last, tenant, network, role, since, labels, draining FROM holding
                """)
            found = try all(&rows)
        }
        return found.sorted { ($0.scope.name, $0.extent) < ($1.scope.name, $1.extent) }
    }

    func allocations(overlapping extent: Extent) throws -> [Allocation] {
        // What reaches into the run from below holds its first address.
        var found = try allocations(holding: IPAddress(bits: extent.first)).filter { $0.extent.first < extent.first }
        var shared = try connection.query(
            """
            SELECT scope, pool, first, last, tenant, network, role, since, labels, draining FROM holding
            WHERE scope = 'shared' AND first BETWEEN ?1 AND ?2
            """, .wide(extent.first), .wide(extent.last))
        found += try all(&shared)
        var inside = try connection.query(
            """
            SELECT scope, pool, first, last, tenant, network, role, since, labels, draining FROM holding
            WHERE first BETWEEN ?1 AND ?2 AND scope GLOB 'vrf:*'
            """, .wide(extent.first), .wide(extent.last))
        found += try all(&inside)
        return found
    }

    mutating func setDraining(_ allocation: Allocation, until: Timestamp?) throws {
        try connection.run(
            """
            UPDATE allocation SET draining = ?3 WHERE scope = ?1 AND first = ?2
            """, .text(allocation.scope.name), .wide(allocation.extent.first), .integer(orNull: until?.microseconds))
    }

    /// Keeps what a tenant uses of a resource. The store's CHECK refuses what is over the limit.
    ///
    /// - Parameter text: What a refusal names.
    private func count(
        _ amount: Int64, of resource: QuotaResource, for tenant: TenantName, with text: String
    ) throws {
        memory?.use { $0.count(amount, of: resource, for: tenant) }
        do throws(SQLiteError) {
            try connection.run(
                """
                INSERT INTO quota(tenant, resource, used) VALUES(?1, ?2, max(?3, 0))
                ON CONFLICT(tenant, resource) DO UPDATE SET used = used + ?3
                """, .text(tenant.description), .text(resource.rawValue), .integer(amount))
        } catch {
            guard error.code == .constraintCheck, error.message.contains("quota_limit") else { throw error }
            throw TenancyError(
                .quota,
                "quota \(resource.rawValue) of tenant \(tenant) does not allow \(text)",
                hint: "tenancyctl tenant show \(tenant)")
        }
    }

    /// The allocations that hold an address, by scope. One seek for each block size that could hold it.
    func allocations(holding address: IPAddress) throws -> [Allocation] {
        var found: [Allocation] = []
        for block in Self.blocks(around: address) {
            var shared = try connection.query(
                """
                SELECT scope, pool, first, last, tenant, network, role, since, labels, draining FROM holding
                WHERE scope = 'shared' AND first = ?1 AND last = ?2
                """, .wide(block.first), .wide(block.last))
            found += try all(&shared)
            var rows = try connection.query(
                """
                SELECT scope, pool, first, last, tenant, network, role, since, labels, draining FROM holding
                WHERE first = ?1 AND last = ?2 AND scope GLOB 'vrf:*'
                """, .wide(block.first), .wide(block.last))
            found += try all(&rows)
        }
        return found.sorted { ($0.scope.name, $0.extent) < ($1.scope.name, $1.extent) }
    }

    /// Who held an address, or a block around it, at any time: the latest first.
    func tenures(holding address: IPAddress) throws -> [Tenure] {
        var found: [Tenure] = []
        for block in Self.blocks(around: address) {
            var rows = try connection.query(
                """
                SELECT scope, tenant, network, role, since, until, opened_by, closed_by FROM tenure
                WHERE first = ?1 AND last = ?2 AND scope <> 'vlan' AND scope <> 'table' AND scope <> 'vni'
                """, .wide(block.first), .wide(block.last))
            while try rows.next() {
                found.append(
                    Tenure(
                        scope: try rows.text(0), text: block.addressText,
                        tenant: try stored(rows.text(1), TenantName.init), network: try rows.text(2),
                        role: try stored(rows.text(3)), since: Timestamp(microseconds: try rows.integer(4)),
                        until: try rows.integer(orNull: 5).map(Timestamp.init(microseconds:)),
                        openedBy: try rows.integer(6), closedBy: try rows.integer(orNull: 7)))
            }
        }
        return found.sorted { ($1.openedBy, $0.scope, $0.text) < ($0.openedBy, $1.scope, $1.text) }
    }

    /// Every aligned block of the address's family that holds it, the smallest first.
    static func blocks(around address: IPAddress) -> [Extent] {
        (0...address.family.width).compactMap { size in
            Prefix(holding: address, length: address.family.width - size).map { Extent($0) }
        }
    }

    /// The allocations in the remaining rows, whose columns are those of `holding`.
    func all(_ rows: inout Cursor) throws -> [Allocation] {
        var allocations: [Allocation] = []
        while try rows.next() { allocations.append(try allocation(rows)) }
        return allocations
    }

    /// The allocation in a row of `holding`.
    func allocation(_ row: borrowing Cursor) throws -> Allocation {
        Allocation(
            scope: try scope(row.text(0)), pool: try row.text(orNull: 1).map { try stored($0, PoolName.init) },
            extent: try extent(row, first: 2, last: 3), tenant: try stored(row.text(4), TenantName.init),
            network: try stored(row.text(5), NetworkKey.init), role: try stored(row.text(6)),
            since: Timestamp(microseconds: try row.integer(7)),
            labels: try row.text(orNull: 8).map {
                try StoredJSON.value([String: String].self, $0, of: "the labels of an allocation")
            } ?? [:], drainingUntil: try row.integer(orNull: 9).map(Timestamp.init(microseconds:)))
    }

    /// The scope with this name.
    func scope(_ name: String) throws -> Scope {
        if name == Scope.shared.name { return .shared }
        if name.hasPrefix("vrf:") { return .vrf(try stored(String(name.dropFirst(4)), NetworkKey.init)) }
        return .numbers(try stored(name))
    }
}
