// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// A network while its allocations are being made.
struct NetworkDraft {
    let key: NetworkKey
    let tenant: TenantName
    let connectivity: Connectivity
    let now: Timestamp
    var allocations: [Allocation] = []
    var steps: [Plan.Step] = []
    var links: [Link] = []
    var evpn: NetworkSpec.EVPN?

    mutating func add(
        _ role: AllocationRole, _ extent: Extent, _ pool: Pool?, scope: Scope? = nil, detail: String = ""
    ) {
        let numbers = pool.flatMap { $0.kind.isNumeric ? Scope.numbers($0.kind) : nil }
        let allocation = Allocation(
            scope: scope ?? numbers ?? .shared, pool: pool?.name, extent: extent, tenant: tenant, network: key,
            role: role, since: now)
        allocations.append(allocation)
        let source = pool.map { "pool \($0.name)" } ?? "the tenant's own"
        steps.append(.init(.allocate, "\(role.rawValue) \(allocation.text)", source + detail))
    }

    var cidrs: [Prefix] { allocations.filter { $0.role == .cidr }.compactMap(\.prefix) }
    var families: [AddressFamily] { Set(cidrs.map(\.family)).sorted() }
}
