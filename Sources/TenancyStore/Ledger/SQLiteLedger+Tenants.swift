// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import SQLite
internal import TenancyCore

extension SQLiteLedger {
    func tenant(_ name: TenantName) throws -> Tenant? {
        var rows = try connection.query(
            "SELECT labels, created, draining, departure FROM tenant WHERE name = ?1", .text(name.description))
        guard try rows.next() else { return nil }
        return Tenant(
            name: name, labels: try labels(rows.text(0), of: name),
            created: Timestamp(microseconds: try rows.integer(1)),
            drainingUntil: try rows.integer(orNull: 2).map(Timestamp.init(microseconds:)),
            departure: try rows.text(orNull: 3).map { try stored($0) }, quotas: try quotas(of: name),
            networks: try networks(of: name))
    }

    func account(of name: TenantName) throws -> TenantAccount? {
        guard let memory else { return try readAccount(of: name) }
        return try memory.value(\.accounts, name) { try readAccount(of: name) }
    }

    private func readAccount(of name: TenantName) throws -> TenantAccount? {
        var rows = try connection.query("SELECT draining FROM tenant WHERE name = ?1", .text(name.description))
        guard try rows.next() else { return nil }
        let drainingUntil = try rows.integer(orNull: 0).map(Timestamp.init(microseconds:))
        var networkRows = try connection.query(
            """
            SELECT key FROM network WHERE tenant = ?1 ORDER BY key
            """, .text(name.description))
        var networks: [NetworkKey] = []
        while try networkRows.next() { networks.append(try stored(networkRows.text(0), NetworkKey.init)) }
        return TenantAccount(
            name: name, drainingUntil: drainingUntil, quotas: try quotas(of: name), networks: networks)
    }

    private func networks(of tenant: TenantName) throws -> [Network] {
        var rows = try connection.query(
            """
            SELECT key, spec FROM network WHERE tenant = ?1 ORDER BY key
            """, .text(tenant.description))
        var networks: [Network] = []
        while try rows.next() {
            let key = try stored(rows.text(0), NetworkKey.init)
            let spec = try spec(rows.text(1), of: key)
            networks.append(
                Network(
                    key: key, tenant: tenant, spec: spec,
                    allocations: try allocations(of: key)))
        }
        return networks
    }

    func allocations(of network: NetworkKey) throws -> [Allocation] {
        var rows = try connection.query(
            """
            SELECT scope, pool, first, last, tenant, network, role, since, labels, draining FROM holding WHERE network = ?1
            """, .text(network.description))
        return try all(&rows)
    }

    /// All tenants with everything they have: four passes over whole tables.
    func tenants() throws -> [Tenant] {
        var held = try connection.query(
            """
            SELECT scope, pool, first, last, tenant, network, role, since, labels, draining FROM holding
            """)
        let allocations = Dictionary(grouping: try all(&held), by: \.network)
        var networks: [TenantName: [Network]] = [:]
        var networkRows = try connection.query("SELECT key, tenant, spec FROM network")
        while try networkRows.next() {
            let key = try stored(networkRows.text(0), NetworkKey.init)
            let tenant = try stored(networkRows.text(1), TenantName.init)
            let spec = try spec(networkRows.text(2), of: key)
            networks[tenant, default: []].append(
                Network(key: key, tenant: tenant, spec: spec, allocations: allocations[key] ?? []))
        }
        var quotas: [TenantName: [Quota]] = [:]
        var quotaRows = try connection.query("SELECT resource, limited_to, used, tenant FROM quota")
        while try quotaRows.next() {
            quotas[try stored(quotaRows.text(3), TenantName.init), default: []].append(try quota(quotaRows))
        }
        var tenants: [Tenant] = []
        var rows = try connection.query("SELECT name, labels, created, draining, departure FROM tenant ORDER BY name")
        while try rows.next() {
            let name = try stored(rows.text(0), TenantName.init)
            tenants.append(
                Tenant(
                    name: name, labels: try labels(rows.text(1), of: name),
                    created: Timestamp(microseconds: try rows.integer(2)),
                    drainingUntil: try rows.integer(orNull: 3).map(Timestamp.init(microseconds:)),
                    departure: try rows.text(orNull: 4).map { try stored($0) },
                    quotas: quotas[name] ?? [], networks: networks[name] ?? []))
        }
        return tenants
    }

    mutating func insertTenant(_ name: TenantName, labels: [String: String], created: Timestamp) throws {
        try connection.run(
            "INSERT INTO tenant(name, labels, created) VALUES(?1, ?2, ?3)",
            .text(name.description), .text(try StoredJSON.text(labels)), .integer(created.microseconds))
    }

    mutating func removeTenant(_ name: TenantName) throws {
        memory?.use { $0.accounts[name] = nil }
        try connection.run("DELETE FROM quota WHERE tenant = ?1", .text(name.description))
        try connection.run("DELETE FROM tenant WHERE name = ?1", .text(name.description))
    }

    mutating func insertNetwork(_ key: NetworkKey, of tenant: TenantName, spec: NetworkSpec) throws {
        memory?.use { $0.accounts[tenant] = nil }
        let sharedPeer = spec.connectivity.hasUplink ? nil : spec.bgp?.peer.bits
        try connection.run(
            "INSERT INTO network(key, tenant, spec, shared_peer, own_interface) VALUES(?1, ?2, ?3, ?4, ?5)",
            .text(key.description), .text(tenant.description), .text(try StoredJSON.text(spec)),
            sharedPeer.map(Value.wide) ?? .null, .text(orNull: spec.ownInterface?.description))
        for name in spec.namespaces {
            try connection.run(
                "INSERT INTO network_namespace(name, network) VALUES(?1, ?2)",
                .text(name.description), .text(key.description))
        }
    }

    mutating func removeNetwork(_ key: NetworkKey) throws {
        memory?.use { $0.accounts = [:] }
        try connection.run("DELETE FROM network_namespace WHERE network = ?1", .text(key.description))
        try connection.run("DELETE FROM network WHERE key = ?1", .text(key.description))
    }

    func tenant(ofNamespace name: NamespaceName) throws -> TenantName? {
        var rows = try connection.query(
            """
            SELECT n.tenant FROM network_namespace s JOIN network n ON n.key = s.network WHERE s.name = ?1
            """, .text(name.description))
        return try rows.next() ? stored(rows.text(0), TenantName.init) : nil
    }

    func network(owning interface: InterfaceName) throws -> NetworkKey? {
        var rows = try connection.query(
            "SELECT key FROM network WHERE own_interface = ?1", .text(interface.description))
        return try rows.next() ? stored(rows.text(0), NetworkKey.init) : nil
    }

    func networks(withVLANOn interface: InterfaceName) throws -> [NetworkKey] {
        var rows = try connection.query(
            """
            SELECT key FROM network
            WHERE own_interface IS NULL AND json_extract(spec, '$.uplinkParent') = ?1 ORDER BY key
            """, .text(interface.description))
        var keys: [NetworkKey] = []
        while try rows.next() { keys.append(try stored(rows.text(0), NetworkKey.init)) }
        return keys
    }

    func network(
        peeringAt address: IPAddress, except keys: Set<NetworkKey>
    ) throws -> (key: NetworkKey, asn: UInt32)? {
        var rows = try connection.query(
            """
            SELECT key, spec FROM network WHERE shared_peer = ?1 ORDER BY key
            """, .wide(address.bits))
        while try rows.next() {
            let key = try stored(rows.text(0), NetworkKey.init)
            guard !keys.contains(key), let bgp = try spec(rows.text(1), of: key).bgp else { continue }
            return (key, bgp.asn)
        }
        return nil
    }

    mutating func takeGeneration(of key: NetworkKey) throws -> Int {
        var rows = try connection.query(
            """
            INSERT INTO network_generation(key, generation) VALUES(?1, 1)
            ON CONFLICT(key) DO UPDATE SET generation = generation + 1 RETURNING generation
            """, .text(key.description))
        guard try rows.next() else {
            throw TenancyError(.internal, "network \(key) has no generation after it was taken")
        }
        let generation = Int(try rows.integer(0))
        // A statement that writes counts as run only when it has been stepped to its end.
        _ = try rows.next()
        return generation
    }

    mutating func setDraining(_ tenant: TenantName, until: Timestamp?) throws {
        memory?.use {
            $0.accounts[tenant] = nil
            if let until { $0.noteDue(until) }
        }
        try connection.run(
            "UPDATE tenant SET draining = ?2 WHERE name = ?1", .text(tenant.description),
            .integer(orNull: until?.microseconds))
    }

    mutating func setDeparture(_ stage: Departure?, of tenant: TenantName) throws {
        try connection.run(
            "UPDATE tenant SET departure = ?2 WHERE name = ?1", .text(tenant.description),
            .text(orNull: stage?.rawValue))
    }

    func drainedTenants(at now: Timestamp, limit: Int) throws -> [TenantName] {
        guard let memory else { return try readDrained(at: now, limit: limit) }
        if let due = memory.use({ $0.tenantsDue }), now < due { return [] }
        let drained = try readDrained(at: now, limit: limit)
        if drained.isEmpty {
            var rows = try connection.query(
                """
                SELECT draining FROM tenant WHERE draining IS NOT NULL ORDER BY draining LIMIT 1
                """)
            let due = try rows.next() ? Timestamp(microseconds: rows.integer(0)) : .never
            memory.use { $0.tenantsDue = due }
        }
        return drained
    }

    private func readDrained(at now: Timestamp, limit: Int) throws -> [TenantName] {
        var rows = try connection.query(
            """
            SELECT name FROM tenant WHERE draining <= ?1 ORDER BY draining, name LIMIT ?2
            """, .integer(now.microseconds), .integer(Int64(limit)))
        var names: [TenantName] = []
        while try rows.next() { names.append(try stored(rows.text(0), TenantName.init)) }
        return names
    }

    mutating func setQuota(_ resource: QuotaResource, of tenant: TenantName, limit: Int64?) throws {
        memory?.use { $0.accounts[tenant] = nil }
        try connection.run(
            """
            INSERT INTO quota(tenant, resource, limited_to, used) VALUES(?1, ?2, ?3, 0)
            ON CONFLICT(tenant, resource) DO UPDATE SET limited_to = ?3
            """, .text(tenant.description), .text(resource.rawValue), .integer(orNull: limit))
    }

    private func quotas(of tenant: TenantName) throws -> [Quota] {
        var rows = try connection.query(
            """
            SELECT resource, limited_to, used FROM quota WHERE tenant = ?1 ORDER BY resource
            """, .text(tenant.description))
        var quotas: [Quota] = []
        while try rows.next() { quotas.append(try quota(rows)) }
        return quotas
    }

    /// The quota in the first three columns.
    private func quota(_ row: borrowing Cursor) throws -> Quota {
        Quota(resource: try stored(row.text(0)), limit: try row.integer(orNull: 1), used: try row.integer(2))
    }

    func spec(_ text: String, of key: NetworkKey) throws -> NetworkSpec {
        try StoredJSON.value(NetworkSpec.self, text, of: "network \(key)")
    }

    private func labels(_ text: String, of tenant: TenantName) throws -> [String: String] {
        try StoredJSON.value([String: String].self, text, of: "the labels of tenant \(tenant)")
    }
}
