// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// Turns a command into changes of a ledger. It decides everything and touches nothing else, so that a dry run, which rolls the ledger back, shows exactly what
/// the command would do.
package struct Planner: Sendable {
    package let settings: PlanSettings
    package let now: Timestamp

    package init(settings: PlanSettings, now: Timestamp) {
        self.settings = settings
        self.now = now
    }

    /// Carries the command out on the ledger.
    ///
    /// Quarantines that have ended are freed first, so that a command sees the space that is due to it.
    /// - Throws: `TenancyError`; the ledger is then in an undefined state and its transaction must be rolled back.
    package func plan(_ command: Command, on ledger: inout some Ledger) throws -> Plan {
        var plan = Plan()
        try freeExpired(on: &ledger, plan: &plan)
        switch command {
        case .createPool(let request): try createPool(request, on: &ledger, plan: &plan)
        case .deletePool(let name): try deletePool(name, on: &ledger, plan: &plan)
        case .createTenant(let request): try createTenant(request, on: &ledger, plan: &plan)
        case .deleteTenant(let name): try deleteTenant(name, on: &ledger, plan: &plan)
        case .importRows(let request): try importRows(request, on: &ledger, plan: &plan)
        case .importPlan(let document): plan = try ledger.load(document, now: now)
        }
        return plan
    }

    /// How many ended quarantines one command frees at most, so that its cost stays bounded.
    private static let expiryLimit = 256

    private func freeExpired(on ledger: inout some Ledger, plan: inout Plan) throws {
        for (pool, tile) in try ledger.expired(at: now, limit: Self.expiryLimit) {
            try ledger.free(tile, in: pool)
            plan.steps.append(.init(.free, pool.text(tile.extent), "pool \(pool.name), quarantine ended"))
        }
    }

    /// Refuses what overlaps a range that the configuration reserves.
    func checkReserved(_ prefix: Prefix, field: String) throws {
        if let reserved = settings.reserved.first(where: { $0.prefix.overlaps(prefix) }) {
            throw TenancyError(
                .overlap, "\(field): \(prefix) overlaps \(reserved.prefix), which is reserved as \(reserved.name)",
                field: field, hint: "reserved ranges stand in the configuration under addressing.reserved")
        }
    }
}
