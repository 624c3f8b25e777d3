// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import SQLite
internal import TenancyCore

extension SQLiteLedger {
    func tenantNames() throws -> [TenantName] {
        var rows = try connection.query("SELECT name FROM tenant ORDER BY name")
        var names: [TenantName] = []
        while try rows.next() { names.append(try stored(rows.text(0), TenantName.init)) }
        return names
    }

    mutating func setLabels(_ labels: [String: String], of tenant: TenantName) throws {
        try connection.run(
            "UPDATE tenant SET labels = ?2 WHERE name = ?1", .text(tenant.description),
            .text(try StoredJSON.text(labels)))
    }

    mutating func update(_ key: NetworkKey, spec: NetworkSpec) throws {
        let sharedPeer = spec.connectivity.hasUplink ? nil : spec.bgp?.peer.bits
        try connection.run(
            "UPDATE network SET spec = ?2, shared_peer = ?3 WHERE key = ?1", .text(key.description),
            .text(try StoredJSON.text(spec)), sharedPeer.map(Value.wide) ?? .null)
        try connection.run("DELETE FROM network_namespace WHERE network = ?1", .text(key.description))
        for name in spec.namespaces {
            try connection.run(
                "INSERT INTO network_namespace(name, network) VALUES(?1, ?2)", .text(name.description),
                .text(key.description))
        }
    }
}
