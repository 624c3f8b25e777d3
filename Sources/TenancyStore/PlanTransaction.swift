// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import SQLite
internal import TenancyCore

/// What one command does inside the transaction that is open on a connection.
struct PlanTransaction {
    let connection: Connection

    /// The tables that a changeset records: the plan. What is derived from it, the journal and the outbox are not.
    static let recorded = [
        "pool", "extent", "tenant", "quota", "network", "network_namespace", "network_generation", "allocation",
        "tenure",
    ]

    /// Carries a command out: the planner's rows, the journal row with their changeset, the outbox rows.
    func execute(
        _ command: Command, settings: PlanSettings, context: RequestContext, dryRun: Bool
    ) throws -> (Receipt, Connection.Ending) {
        let journal = Journal(connection: connection)
        let head = try journal.head()
        if let expected = context.ifRevision, expected != head.revision {
            throw TenancyError(
                .moved, "the plan is at revision \(head.revision), not \(expected)", field: "ifRevision",
                hint: "look at what changed and try again: tenancyctl journal list")
        }
        // The journal's time never runs backwards, whatever the clock does.
        let now = max(context.now, head.at)
        let revision = head.revision + 1
        let session = try Session(connection, tables: Self.recorded)
        var ledger = SQLiteLedger(connection: connection, revision: revision)
        let plan = try Planner(settings: settings, now: now, reason: context.reason).plan(command, on: &ledger)
        if command == .expire, plan.steps.isEmpty {
            return (Receipt(revision: head.revision, plan: plan, dryRun: dryRun), .rollBack)
        }
        let changesNothing = plan.report.map { !$0.isAccepted || $0.imported == 0 } ?? false
        guard !dryRun, !changesNothing else {
            return (Receipt(revision: head.revision, plan: plan, dryRun: true), .rollBack)
        }
        let row = JournalRow(
            revision: revision, at: now, actor: context.actor, via: context.via, verb: command.verb,
            object: command.object, reason: context.reason, detail: StoredJSON.text(plan.steps),
            changeset: try session.changeset())
        try journal.append(row, after: head)
        let outbox = Outbox(connection: connection)
        for network in plan.networks { try outbox.ask(.kernel, for: network.description, at: revision) }
        for tenant in plan.tenants { try outbox.ask(.manifests, for: tenant.description, at: revision) }
        return (Receipt(revision: revision, plan: plan, dryRun: false), .commit)
    }
}
