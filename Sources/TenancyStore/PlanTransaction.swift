// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import SQLite
internal import TenancyCore

/// What one command does inside the transaction that is open on a connection.
struct PlanTransaction {
    let connection: Connection
    /// What is known from earlier writes, kept true by this one; the caller forgets it when it undoes what was done.
    var memory: PlanMemory?

    /// The tables that a changeset records: the plan. What is derived from it, the journal and the outbox are not.
    static let recorded = [
        "pool", "extent", "tenant", "quota", "network", "network_namespace", "network_generation", "leak",
        "leak_prefix", "allocation", "tenure",
    ]

    /// Carries a command out: the planner's rows, the journal row with their changeset, the outbox rows.
    func execute(
        _ command: Command, settings: PlanSettings, context: RequestContext, dryRun: Bool
    ) throws -> (Receipt, Connection.Ending) {
        let journal = Journal(connection: connection)
        let head = try memory?.use { $0.head } ?? journal.head()
        // The journal's time never runs backwards, whatever the clock does.
        let now = max(context.now, head.at)
        let requests = RequestLog(connection: connection)
        if !dryRun, let idempotency = context.idempotency,
            let receipt = try requests.receipt(of: idempotency, from: context.actor, at: now)
        {
            return (receipt, .rollBack)
        }
        if let expected = context.ifRevision, expected != head.revision {
            throw TenancyError(
                .moved, "the plan is at revision \(head.revision), not \(expected)", field: "ifRevision",
                hint: "look at what changed and try again: tenancyctl journal list")
        }
        let revision = head.revision + 1
        let session = try Session(connection, tables: Self.recorded)
        var ledger = SQLiteLedger(connection: connection, revision: revision, memory: memory)
        let plan = try Planner(settings: settings, now: now, reason: context.reason).plan(command, on: &ledger)
        if command == .expire, plan.steps.isEmpty {
            return (Receipt(revision: head.revision, plan: plan, dryRun: dryRun), .rollBack)
        }
        if case .apply = command, plan.steps.isEmpty, !dryRun {
            return (Receipt(revision: head.revision, plan: plan, dryRun: false), .rollBack)
        }
        let changesNothing = plan.report.map { !$0.isAccepted || $0.imported == 0 } ?? false
        let changeset = try session.changeset()
        guard !dryRun, !changesNothing else {
            // An import has a report of its own.
            let preview =
                plan.report != nil
                ? nil
                : Preview(
                    rows: try RowText(connection: connection).changes(ChangesetRow.all(of: changeset)),
                    tenants: try plan.tenants.compactMap { try ledger.tenant($0) }, leaks: try ledger.leaks())
            return (Receipt(revision: head.revision, plan: plan, dryRun: true, preview: preview), .rollBack)
        }
        let asked = Asked(networks: plan.networks, tenants: plan.tenants)
        let row = JournalRow(
            revision: revision, at: now, actor: context.actor, via: context.via, verb: command.verb,
            object: command.object, reason: context.reason, request: context.request, undoes: command.undone,
            asked: asked.text, detail: StoredJSON.text(plan.steps), changeset: changeset)
        let newHead = try journal.append(row, after: head)
        try journal.note(asked.tenants, at: revision)
        try Outbox(connection: connection).ask(asked, at: revision)
        let receipt = Receipt(revision: revision, plan: plan, dryRun: false)
        if let idempotency = context.idempotency {
            try requests.keep(receipt, of: idempotency, from: context.actor, at: now)
        }
        memory?.use { $0.head = newHead }
        return (receipt, .commit)
    }
}
