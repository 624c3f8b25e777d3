// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import TenancyCore

/// The naive plan of a small site with every kind of pool, for tests of what stands in networks.
struct PlannedSite {
    var ledger = MemoryLedger()
    let start = Timestamp(microseconds: 1_000_000_000)

    init() throws {
        try pool("vlans", .vlan, "100-199")
        try pool("tables", .table, "256-999")
        try pool("tenants", .private, "10.0.0.0/12")
        try pool("links", .transit, "192.0.2.0/24")
        try pool("public", .public, "203.0.113.0/28")
    }

    mutating func pool(_ name: String, _ kind: PoolKind, _ range: String) throws {
        let extent = kind.isNumeric ? try Extent(parsingNumbers: range) : try Extent(parsingAddresses: range)
        try run(
            .createPool(PoolRequest(name: try PoolName(name), kind: kind, range: extent, quarantine: .seconds(60))))
    }

    /// Carries a command out whole or not at all, and proves the plan afterwards.
    @discardableResult
    mutating func run(_ command: Command, settings: PlanSettings = PlanSettings(), at seconds: Int = 0) throws -> Plan {
        var copy = ledger
        let plan = try Planner(settings: settings, now: start + .seconds(seconds)).plan(command, on: &copy)
        ledger = copy
        try ledger.checkWhole()
        return plan
    }

    /// Why a command is refused; `nil` when it is not.
    mutating func refusal(_ command: Command, settings: PlanSettings = PlanSettings(), at seconds: Int = 0)
        -> TenancyError?
    {
        do {
            try run(command, settings: settings, at: seconds)
            return nil
        } catch {
            return error as? TenancyError
        }
    }

    static func tenant(_ name: String, _ cidr: String, _ connectivity: Connectivity = .hostVRF) throws -> Command {
        var request = TenantRequest(name: try TenantName(name))
        request.connectivity = connectivity
        request.cidrs = [try Prefix(parsing: cidr)]
        return .createTenant(request)
    }

    static func network(
        _ name: String, of tenant: String, _ cidr: String? = nil, _ connectivity: Connectivity = .hostVRF,
        _ change: (inout NetworkRequest) throws -> Void = { _ in }
    ) throws -> Command {
        var request = NetworkRequest(key: try NetworkKey(name), tenant: try TenantName(tenant))
        request.connectivity = connectivity
        request.cidrs = try cidr.map { [try Prefix(parsing: $0)] } ?? []
        try change(&request)
        return .createNetwork(request)
    }

    static func leak(
        _ name: String, from source: String, to target: String, _ prefixes: [String], back: [String] = [],
        both: Bool = false
    ) throws -> Command {
        var request = LeakRequest(
            name: try LeakName(name), source: try NetworkKey(source), target: try NetworkKey(target))
        request.prefixes = try prefixes.map { try Prefix(parsing: $0) }
        request.returned = try back.map { try Prefix(parsing: $0) }
        request.isMutual = both
        return .createLeak(request)
    }

    /// What the kernel is asked for.
    var kernel: KernelState {
        KernelState(
            PlanSnapshot(revision: 1, tenants: ledger.tenantNames().compactMap(ledger.tenant), leaks: ledger.leaks()))
    }
}
