// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// Turns a command into changes of a ledger. It decides everything and touches nothing else, so that a dry run, which rolls the ledger back, shows exactly what
/// the command would do.
package struct Planner: Sendable {
    package let settings: PlanSettings
    package let now: Timestamp
    /// Why the caller asks for it.
    package let reason: String

    package init(settings: PlanSettings, now: Timestamp, reason: String = "") {
        self.settings = settings
        self.now = now
        self.reason = reason
    }

    /// Carries the command out on the ledger.
    ///
    /// What has ended by now is carried out first, so that a command sees the space that is due to it.
    /// - Throws: `TenancyError`; the ledger is then in an undefined state and its transaction must be rolled back.
    package func plan(_ command: Command, on ledger: inout some Ledger) throws -> Plan {
        var plan = Plan()
        try expire(on: &ledger, plan: &plan)
        switch command {
        case .createPool(let request): try createPool(request, on: &ledger, plan: &plan)
        case .updatePool(let change): try updatePool(change, on: &ledger, plan: &plan)
        case .deletePool(let name): try deletePool(name, on: &ledger, plan: &plan)
        case .createTenant(let request): try createTenant(request, on: &ledger, plan: &plan)
        case .deleteTenant(let name): try deleteTenant(name, on: &ledger, plan: &plan)
        case .createNetwork(let request): try createNetwork(request, on: &ledger, plan: &plan)
        case .deleteNetwork(let key): try deleteNetwork(key, on: &ledger, plan: &plan)
        case .createLeak(let request): try createLeak(request, on: &ledger, plan: &plan)
        case .deleteLeak(let name): try deleteLeak(name, on: &ledger, plan: &plan)
        case .apply(let request): try apply(request, on: &ledger, plan: &plan)
        case .undo(let revision): try undo(revision, on: &ledger, plan: &plan)
        case .updateTenant(let change): try updateTenant(change, on: &ledger, plan: &plan)
        case .drainTenant(let name, let time): try drainTenant(name, for: time, on: &ledger, plan: &plan)
        case .departTenant(let name, let stage): try depart(name, stage, on: &ledger, plan: &plan)
        case .allocate(let request): try allocate(request, on: &ledger, plan: &plan)
        case .release(let request): try release(request, on: &ledger, plan: &plan)
        case .reserve(let request): try reserve(request, on: &ledger, plan: &plan)
        case .expire: break
        case .importRows(let request): try importRows(request, on: &ledger, plan: &plan)
        case .importPlan(let document): plan = try ledger.load(document, now: now)
        }
        return plan
    }
}
