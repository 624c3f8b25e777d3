// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import Digest
internal import SQLite
internal import TenancyCore

/// The journal on the tables of a connection: append-only, one row per committed transaction.
struct Journal {
    let connection: Connection

    /// The last row; revision 0 before the first.
    struct Head {
        var revision: Int64 = 0
        var at = Timestamp(microseconds: .min)
        var hash = JournalRow.genesis
    }

    func head() throws -> Head {
        var rows = try connection.query(
            """
            SELECT seq, at, sha FROM journal WHERE seq = (SELECT max(seq) FROM journal)
            """)
        guard try rows.next() else { return Head() }
        return Head(
            revision: try rows.integer(0), at: Timestamp(microseconds: try rows.integer(1)), hash: try rows.blob(2))
    }

    func append(_ row: JournalRow, after head: Head) throws {
        try connection.run(
            """
            INSERT INTO journal(seq, at, actor, via, verb, object, reason, detail, changeset, previous_sha, sha)
            VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
            """,
            .integer(row.revision), .integer(row.at.microseconds), .text(row.actor), .text(row.via), .text(row.verb),
            .text(row.object), .text(row.reason), .text(row.detail), .blob(row.changeset), .blob(head.hash),
            .blob(row.hash(after: head.hash)))
    }

    /// Entries below a revision, the newest first.
    func entries(before revision: Int64?, limit: Int) throws -> [JournalEntry] {
        var rows = try connection.query(
            """
            SELECT seq, at, actor, via, reason, verb, object, detail, sha FROM journal
            WHERE seq < ?1 ORDER BY seq DESC LIMIT ?2
            """, .integer(revision ?? .max), .integer(Int64(max(limit, 0))))
        var entries: [JournalEntry] = []
        while try rows.next() {
            let revision = try rows.integer(0)
            entries.append(
                JournalEntry(
                    revision: revision, at: Timestamp(microseconds: try rows.integer(1)), actor: try rows.text(2),
                    via: try rows.text(3), reason: try rows.text(4), verb: try rows.text(5), object: try rows.text(6),
                    steps: try StoredJSON.value([Plan.Step].self, rows.text(7), of: "journal entry \(revision)"),
                    hash: Hexadecimal.text(try rows.blob(8))))
        }
        return entries
    }

    /// Follows the chain of hashes from the first row to the last.
    ///
    /// - Returns: What is wrong with the first row that does not fit; `nil` when all do.
    func firstFlaw() throws -> String? {
        var rows = try connection.query(
            """
            SELECT seq, at, actor, via, verb, object, reason, detail, changeset, previous_sha, sha
            FROM journal ORDER BY seq
            """)
        var head = Head()
        while try rows.next() {
            let row = JournalRow(
                revision: try rows.integer(0), at: Timestamp(microseconds: try rows.integer(1)),
                actor: try rows.text(2), via: try rows.text(3), verb: try rows.text(4), object: try rows.text(5),
                reason: try rows.text(6), detail: try rows.text(7), changeset: try rows.blob(8))
            guard row.revision == head.revision + 1 else {
                return "journal entry \(head.revision + 1) is missing"
            }
            guard row.at >= head.at else { return "journal entry \(row.revision) is older than the one before" }
            let hash = row.hash(after: head.hash)
            guard try rows.blob(9) == head.hash, try rows.blob(10) == hash else {
                return "journal entry \(row.revision) does not match its hash"
            }
            head = Head(revision: row.revision, at: row.at, hash: hash)
        }
        return nil
    }
}
