// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import TenancyCore

extension Fixture {
    /// Commands after which a plan has something of everything, one minute from each other.
    static func everything() throws -> [Command] {
        var child = try PoolChange(name: PoolName("public"))
        child.addedExclusions = [try extent("203.0.113.20")]
        child.quarantine = .seconds(7200)
        var quota = TenantChange(name: try TenantName("acme"))
        quota.quotas = [.publicIPv4: 9]
        var floating = AddressRequest(tenant: try TenantName("acme"), role: .floating)
        floating.values = [try extent("203.0.113.7").first]
        floating.labels = ["app": "web"]
        var commands = try pools()
        commands += [
            .createPool(
                PoolRequest(
                    name: try PoolName("site"), kind: .private, parent: try PoolName("private"),
                    range: try extent("10.0.128.0/18"), minBits: 96 + 20, maxBits: 96 + 28, policy: .sparse)),
            .updatePool(child), try tenantInPool("acme", .hostVRF), .updateTenant(quota), .allocate(floating),
            .reserve(
                ReservationRequest(
                    owner: try TenantName("later"), pool: try PoolName("public"), lifetime: .seconds(36_000))),
            try tenantInPool("blue", .vrfLite), try tenantInPool("cyan", .egressIP), try network("cyan-2", of: "cyan"),
            try leak("svc", from: "acme", to: "cyan-2", ["10.0.160.16/28"]), try tenantInPool("gone", .hostVRF),
            .deleteTenant(try TenantName("gone")),
            .release(AddressRelease(value: try extent("203.0.113.7").first, drain: .seconds(36_000))),
            .drainTenant(try TenantName("blue"), .seconds(36_000)),
        ]
        return commands
    }

    static func network(_ name: String, of tenant: String, length: Int = 24) throws -> Command {
        var request = NetworkRequest(key: try NetworkKey(name), tenant: try TenantName(tenant))
        request.connectivity = .hostVRF
        request.privatePool = try PoolName("private")
        request.prefixLengths = [.ipv4: length]
        request.publicAddresses = [.ipv4: 1]
        return .createNetwork(request)
    }

    static func leak(_ name: String, from source: String, to target: String, _ prefixes: [String]) throws -> Command {
        var request = LeakRequest(
            name: try LeakName(name), source: try NetworkKey(source), target: try NetworkKey(target))
        request.prefixes = try prefixes.map { try Prefix(parsing: $0) }
        request.isMutual = true
        request.labels = ["tier": "gold"]
        return .createLeak(request)
    }

    private static func tenantInPool(_ name: String, _ connectivity: Connectivity) throws -> Command {
        var request = TenantRequest(name: try TenantName(name))
        request.connectivity = connectivity
        request.labels = ["tier": "gold"]
        request.privatePool = try PoolName(name == "acme" ? "site" : "private")
        request.prefixLengths = [.ipv4: 24]
        request.publicAddresses = [.ipv4: 2]
        return .createTenant(request)
    }
}
