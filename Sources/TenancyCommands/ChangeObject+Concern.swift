// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import TenancyAPI

extension ChangeObject {
    /// The object that was changed, as `kind/name`.
    var names: [String] {
        let named = [
            tenant.map { "tenant/\($0.metadata.name)" }, pool.map { "pool/\($0.metadata.name)" },
            network.map { "network/\($0.metadata.name)" }, leak.map { "leak/\($0.metadata.name)" },
        ]
        return named.compactMap { $0 }
    }

    /// More networks than this are not named one by one: everything is waited for.
    private static var networkLimit: Int { 100 }

    /// What is waited for, as the API is asked: a tenant, and the networks that the change was about, which may be gone.
    func concern(_ tenant: String?) -> [(String, String?)] {
        let owner = tenant ?? network?.spec.tenant
        let networks =
            (self.tenant?.networks.map(\.name) ?? []) + (network.map { [$0.metadata.name] } ?? [])
            + (leak.map { [$0.spec.from, $0.spec.to] } ?? [])
        guard networks.count <= Self.networkLimit else { return [] }
        // The network of a tenant's name belongs to the tenant.
        return [("tenant", owner)] + networks.filter { $0 != owner }.map { ("network", $0) }
    }
}
