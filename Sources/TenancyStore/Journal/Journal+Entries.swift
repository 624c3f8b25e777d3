// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import Digest
internal import SQLite
internal import TenancyCore

extension Journal {
    /// The entries that a filter lets through, the newest first.
    func entries(_ filter: JournalFilter) throws -> [JournalEntry] {
        let below = Value.integer(filter.before ?? .max)
        let limit = Value.integer(Int64(max(filter.limit, 0)))
        var rows =
            if let tenant = filter.tenant {
                try connection.query(
                    """
                    SELECT j.seq, j.at, j.actor, j.via, j.reason, j.request, j.undoes, j.verb, j.object, j.detail, j.sha
                    FROM tenant_journal t JOIN journal j ON j.seq = t.seq
                    WHERE t.tenant = ?1 AND t.seq < ?2 AND j.actor = coalesce(?3, j.actor)
                    ORDER BY t.seq DESC LIMIT ?4
                    """, .text(tenant.description), below, .text(orNull: filter.actor), limit)
            } else {
                try connection.query(
                    """
                    SELECT seq, at, actor, via, reason, request, undoes, verb, object, detail, sha FROM journal
                    WHERE seq < ?1 AND actor = coalesce(?2, actor) ORDER BY seq DESC LIMIT ?3
                    """, below, .text(orNull: filter.actor), limit)
            }
        var entries: [JournalEntry] = []
        while try rows.next() {
            let entry = try entry(rows)
            // The journal's time never runs backwards.
            if let since = filter.since, entry.at < since { break }
            entries.append(entry)
        }
        return entries
    }

    /// An entry with what became of it; `nil` when there is no such revision.
    func record(_ revision: Int64) throws -> JournalRecord? {
        var rows = try connection.query(
            """
            SELECT seq, at, actor, via, reason, request, undoes, verb, object, detail, sha FROM journal WHERE seq = ?1
            """, .integer(revision))
        guard try rows.next() else { return nil }
        return JournalRecord(
            entry: try entry(rows), deliveries: try Outbox(connection: connection).deliveries(of: revision))
    }

    /// The rows that a revision changed; none when there is no such revision.
    func changes(of revision: Int64) throws -> [ChangesetRow] {
        var rows = try connection.query("SELECT changeset FROM journal WHERE seq = ?1", .integer(revision))
        return try rows.next() ? ChangesetRow.all(of: rows.blob(0)) : []
    }

    private func entry(_ row: borrowing Cursor) throws -> JournalEntry {
        let revision = try row.integer(0)
        return JournalEntry(
            revision: revision, at: Timestamp(microseconds: try row.integer(1)), actor: try row.text(2),
            via: try row.text(3), reason: try row.text(4), request: try row.text(5),
            undoes: try row.integer(orNull: 6), verb: try row.text(7), object: try row.text(8),
            steps: try StoredJSON.value([Plan.Step].self, row.text(9), of: "journal entry \(revision)"),
            hash: Hexadecimal.text(try row.blob(10)))
    }
}
