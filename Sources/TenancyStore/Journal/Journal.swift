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

    /// Adds a row.
    ///
    /// - Returns: the new head.
    func append(_ row: JournalRow, after head: Head) throws -> Head {
        let hash = row.hash(after: head.hash)
        try connection.run(
            """
            INSERT INTO journal(
                seq, at, actor, via, verb, object, reason, request, undoes, asked, detail, changeset, previous_sha, sha)
            VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)
            """,
            .integer(row.revision), .integer(row.at.microseconds), .text(row.actor), .text(row.via), .text(row.verb),
            .text(row.object), .text(row.reason), .text(row.request), .integer(orNull: row.undoes), .text(row.asked),
            .text(row.detail), .blob(row.changeset), .blob(head.hash), .blob(hash))
        return Head(revision: row.revision, at: row.at, hash: hash)
    }

    /// Notes the tenants that a row concerns.
    func note(_ tenants: [String], at revision: Int64) throws {
        for tenant in tenants {
            try connection.run(
                "INSERT INTO tenant_journal(tenant, seq) VALUES(?1, ?2)", .text(tenant), .integer(revision))
        }
    }

    /// Follows the chain of hashes from the first row to the last.
    ///
    /// - Returns: What is wrong with the first row that does not fit; `nil` when all do.
    func firstFlaw() throws -> String? { try proof().flaw }

    /// The same with how far it got.
    func proof() throws -> JournalProof {
        var rows = try connection.query(
            """
            SELECT seq, at, actor, via, verb, object, reason, detail, changeset, previous_sha, sha, request, undoes,
                asked, form
            FROM journal ORDER BY seq
            """)
        var head = Head()
        func flaw(_ text: String) -> JournalProof {
            JournalProof(revision: head.revision, hash: Hexadecimal.text(head.hash), flaw: text)
        }
        while try rows.next() {
            var row = JournalRow(
                revision: try rows.integer(0), at: Timestamp(microseconds: try rows.integer(1)),
                actor: try rows.text(2), via: try rows.text(3), verb: try rows.text(4), object: try rows.text(5),
                reason: try rows.text(6), request: try rows.text(11), undoes: try rows.integer(orNull: 12),
                asked: try rows.text(13), detail: try rows.text(7), changeset: try rows.blob(8))
            guard let form = JournalRow.Form(rawValue: try rows.integer(14)) else {
                return flaw("journal entry \(row.revision) is of no known form")
            }
            row.form = form
            guard row.revision == head.revision + 1 else {
                return flaw("journal entry \(head.revision + 1) is missing")
            }
            guard row.at >= head.at else { return flaw("journal entry \(row.revision) is older than the one before") }
            let hash = row.hash(after: head.hash)
            guard try rows.blob(9) == head.hash, try rows.blob(10) == hash else {
                return flaw("journal entry \(row.revision) does not match its hash")
            }
            head = Head(revision: row.revision, at: row.at, hash: hash)
        }
        return JournalProof(revision: head.revision, hash: Hexadecimal.text(head.hash), flaw: nil)
    }
}
