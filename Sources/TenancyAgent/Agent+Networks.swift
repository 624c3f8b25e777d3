// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import TenancyAPI
import TenancyCore

extension Agent {
    /// The networks of a tenant, or all, by name.
    func networks(of tenant: TenantName?) async throws -> ObjectList<NetworkDocument> {
        let networks: [Network]
        if let tenant {
            networks = try await self.tenant(tenant).networks
        } else {
            networks = try await store.snapshot().networks.sorted { $0.key < $1.key }
        }
        return ObjectList(kind: "NetworkList", items: networks.map { NetworkDocument($0) })
    }

    func network(_ key: NetworkKey) async throws -> NetworkDocument {
        guard let network = try await store.network(key) else { throw Self.noNetwork(key, field: "name") }
        return NetworkDocument(network)
    }

    /// The leaks that a network is joined by, or all, by name.
    func leaks(of network: NetworkKey?) async throws -> ObjectList<LeakObject> {
        if let network, try await store.network(network) == nil { throw Self.noNetwork(network, field: "network") }
        let leaks = try await store.leaks().filter { leak in
            network.map { [leak.source, leak.target].contains($0) } ?? true
        }
        return ObjectList(kind: "LeakList", items: leaks.map { LeakObject($0) })
    }

    func leak(_ name: LeakName) async throws -> LeakObject {
        guard let leak = try await store.leak(name) else {
            throw TenancyError(.notFound, "no leak \(name)", field: "name", hint: "tenancyctl leak list")
        }
        return LeakObject(leak)
    }

    private static func noNetwork(_ key: NetworkKey, field: String) -> TenancyError {
        TenancyError(.notFound, "no network \(key)", field: field, hint: "tenancyctl network list")
    }

    /// What concerns tenants with all networks that they have, and networks with their tenants.
    func concern(tenants: [TenantName], networks: [NetworkKey]) async throws -> Concern {
        var concern = Concern(
            tenants: Set(tenants.map(\.description)),
            // A tenant that is gone had a network of its name.
            networks: Set(networks.map(\.description) + tenants.map(\.description)))
        for name in tenants {
            guard let tenant = try await store.tenant(name) else { continue }
            concern.networks.formUnion(tenant.networks.map(\.key.description))
        }
        for key in networks {
            if let network = try await store.network(key) { concern.tenants.insert(network.tenant.description) }
        }
        return concern
    }
}
