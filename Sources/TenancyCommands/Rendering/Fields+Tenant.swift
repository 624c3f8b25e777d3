// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import CommandLineKit
internal import TenancyAPI

extension Fields {
    /// What is to be said of a tenant and its networks.
    mutating func add(_ tenant: TenantObject) {
        add("Tenant", tenant.metadata.name)
        addLabels(tenant.metadata.labels ?? [:])
        add("Created", ifAny: tenant.metadata.created?.inSeconds)
        add("Draining until", ifAny: tenant.status?.drainingUntil?.inSeconds)
        add("On its way out", ifAny: tenant.status?.departure)
        if let quotas = tenant.status?.quotas, !quotas.isEmpty {
            add(
                "Quota",
                each: quotas.map { "\($0.resource) \($0.used) of \($0.limit.map { String($0) } ?? "any number")" })
        }
        for network in tenant.networks { add(network) }
    }

    /// Labels as they are written on the command line.
    mutating func addLabels(_ labels: [String: String]) {
        add("Labels", each: labels.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" })
    }
}

extension TenantObject {
    /// What the tenant got; a request has none.
    var networks: [NetworkObject] { status?.networks ?? [] }
}
