// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import Platform
internal import SQLite
package import TenancyCore

extension SQLiteStore {
    /// Puts a backup in the place of the plan, while no daemon has it open.
    ///
    /// With a time the journal of the plan that is replaced is carried out again on top of the backup, up to that time; its hashes must continue the
    /// backup's. The result is proved whole before it takes the plan's place in one step, and what it replaces is kept beside it. The restore is a
    /// journal entry of its own, asks the executors for everything, and keeps generations from returning.
    /// - Throws: `TenancyError` with code `store.unavailable` when the plan is open or the disk fails; `store.damaged` when the backup, or for a time the
    ///   journal, is not whole; `request.invalid` for a time before the backup. The plan is then as it was.
    package static func restore(
        _ path: String, from backup: String, to time: Timestamp?, now: Timestamp
    ) throws -> Restoration {
        try restore(path, from: backup, to: time, now: now, fault: nil)
    }

    static func restore(
        _ path: String, from backup: String, to time: Timestamp?, now: Timestamp, fault: Fault?
    ) throws -> Restoration {
        let lock = try Writer.lock(path)
        defer { withExtendedLifetime(lock) {} }
        return try Restore(path: path, backup: backup, time: time, now: now, fault: fault).run()
    }
}

/// A restore, with the plan locked.
private struct Restore {
    let path: String
    let backup: String
    let time: Timestamp?
    let now: Timestamp
    /// How tests make the disk fail.
    let fault: Fault?

    private var copy: String { "\(path).restore" }

    func run() throws -> Restoration {
        do {
            try FileSystem.remove(copy)
            defer { try? FileSystem.remove(copy) }
            try copyBackup()
            let kept = try keep()
            let hasPresent = foldLog()
            do {
                let result = try prepare(hasPresent: hasPresent)
                try FileSystem.synchronize(copy)
                // A log that was folded is in the file.
                if hasPresent, let kept { try FileSystem.remove("\(kept)-wal") }
                try replace()
                return Restoration(
                    revision: result.revision, restored: result.restored, at: result.at, replayed: result.replayed,
                    kept: kept)
            } catch {
                guard let kept else { throw error }
                // SQLite removes the log of what is no database.
                if !hasPresent, FileSystem.exists("\(kept)-wal"), !FileSystem.exists("\(path)-wal") {
                    try FileSystem.link("\(kept)-wal", as: "\(path)-wal")
                }
                for suffix in ["", "-wal"] { try FileSystem.remove(kept + suffix) }
                throw error
            }
        } catch let error as SystemError {
            throw TenancyError(.storeUnavailable, "cannot restore \(backup)", cause: "\(error)")
        }
    }

    private func copyBackup() throws {
        guard FileSystem.exists(backup) else {
            throw TenancyError(.notFound, "no backup \(backup)", hint: "ls -l \(backup)")
        }
        do {
            let source = try Connection(path: backup, access: .readOnly, fault: fault)
            try FileSystem.create(copy, mode: 0o600)
            try source.run("VACUUM INTO ?1", .text(copy))
        } catch let error as SQLiteError {
            throw TenancyError(error, plan: backup)
        }
    }

    /// Gives the plan that is replaced, and its log, names that stay.
    private func keep() throws -> String? {
        guard FileSystem.exists(path) else { return nil }
        let kept = "\(path).before-restore.\(now)"
        try FileSystem.link(path, as: kept)
        if FileSystem.exists("\(path)-wal") { try FileSystem.link("\(path)-wal", as: "\(kept)-wal") }
        return kept
    }

    /// Folds the write-ahead log of the plan that is replaced into its file.
    ///
    /// - Returns: whether there is a plan that can be read.
    private func foldLog() -> Bool {
        guard FileSystem.exists(path) else { return false }
        do {
            let connection = try Connection(path: path, access: .readWrite, fault: fault)
            try connection.run("PRAGMA wal_checkpoint(TRUNCATE)")
            return try Journal(connection: connection).head().revision >= 0
        } catch {
            return false
        }
    }

    /// Brings the copy to the wanted time and proves it.
    private func prepare(
        hasPresent: Bool
    ) throws -> (revision: Int64, restored: Int64, at: Timestamp, replayed: Int) {
        do {
            let connection = try Connection(path: copy, access: .readWrite, fault: fault)
            let schema = Schema(path: backup, migrations: Migration.all)
            try schema.prepare(connection, now: now)
            try Integrity(connection: connection, path: backup).check()
            if hasPresent { try attach(connection) }
            // Changesets have no order among their rows; the proof below is for the whole.
            try connection.run("PRAGMA foreign_keys = OFF")
            let result = try connection.transaction {
                let start = try Journal(connection: connection).head()
                let replayed = try replay(on: connection, after: start, hasPresent: hasPresent)
                let head = try Journal(connection: connection).head()
                let revision = try enter(on: connection, after: head, hasPresent: hasPresent)
                return ((revision: revision, restored: head.revision, at: head.at, replayed: replayed), .commit)
            }
            try Integrity(connection: connection, path: backup).check()
            return result
        } catch let error as SQLiteError {
            throw TenancyError(error, plan: backup)
        }
    }

    /// Opens the plan that is replaced beside the copy; only one of the same schema can be read.
    private func attach(_ connection: Connection) throws {
        try connection.run("ATTACH ?1 AS present", .text(path))
        var version = try connection.query("PRAGMA present.user_version")
        guard try version.next(), try version.integer(0) == Migration.all.last?.version else {
            throw TenancyError(
                .storeDamaged, "cannot read the plan \(path), which is replaced: its schema is of another version",
                hint: "move it away first: mv \(path) \(path).old")
        }
    }

    /// Carries out again what the journal of the replaced plan holds after the backup.
    private func replay(on connection: Connection, after start: Journal.Head, hasPresent: Bool) throws -> Int {
        guard let time else { return 0 }
        guard time >= start.at || start.revision == 0 else {
            throw TenancyError(
                .invalid, "cannot restore to \(time): the backup is from \(start.at), which is later", field: "to",
                hint: "name an older backup")
        }
        guard hasPresent else {
            throw TenancyError(
                .storeDamaged, "cannot restore to \(time): the journal of \(path) cannot be read",
                hint: "leave --to out to restore the backup as it is")
        }
        try checkSameHistory(connection, start)
        var rows = try connection.query(
            """
            SELECT seq, changeset FROM present.journal WHERE seq > ?1 AND at <= ?2 ORDER BY seq
            """, .integer(start.revision), .integer(time.microseconds))
        var count = 0
        while try rows.next() {
            try connection.replay(try rows.blob(1))
            try connection.run(
                "INSERT INTO main.journal SELECT * FROM present.journal WHERE seq = ?1", .integer(try rows.integer(0)))
            try connection.run(
                "INSERT INTO main.tenant_journal SELECT * FROM present.tenant_journal WHERE seq = ?1",
                .integer(try rows.integer(0)))
            count += 1
        }
        // What was carried out with a later plan answers for no more than what is left of the history.
        let head = try Journal(connection: connection).head()
        try connection.run(
            """
            INSERT INTO main.acknowledgement(target, object, applied, at, detail)
            SELECT target, object, min(applied, ?2), at, detail FROM present.acknowledgement WHERE applied > ?1
            ORDER BY applied
            ON CONFLICT DO NOTHING
            """, .integer(start.revision), .integer(head.revision))
        return count
    }

    /// The replaced plan must have the backup's last entry, by its hash.
    private func checkSameHistory(_ connection: Connection, _ start: Journal.Head) throws {
        guard start.revision > 0 else { return }
        var rows = try connection.query(
            "SELECT sha FROM present.journal WHERE seq = ?1", .integer(start.revision))
        guard try rows.next(), try rows.blob(0) == start.hash else {
            throw TenancyError(
                .storeDamaged,
                "cannot restore to a time: the journal of \(path) does not continue that of the backup at revision \(start.revision)",
                hint: "leave --to out to restore the backup as it is")
        }
    }

    /// Enters the restore in the journal, and asks the executors for everything.
    private func enter(on connection: Connection, after head: Journal.Head, hasPresent: Bool) throws -> Int64 {
        let revision = head.revision + 1
        let session = try Session(connection, tables: PlanTransaction.recorded)
        if hasPresent {
            // A name that was used never returns, also not by going back in time.
            try connection.run(
                """
                INSERT INTO main.network_generation(key, generation)
                SELECT key, generation FROM present.network_generation WHERE true
                ON CONFLICT(key) DO UPDATE SET generation = max(generation, excluded.generation)
                    WHERE generation < excluded.generation
                """)
        }
        let ledger = SQLiteLedger(connection: connection, revision: revision)
        let tenants = try ledger.tenants()
        let asked = Asked(networks: tenants.flatMap(\.networks).map(\.key), tenants: tenants.map(\.name))
        let journal = Journal(connection: connection)
        _ = try journal.append(
            JournalRow(
                revision: revision, at: max(now, head.at), actor: "root", via: "restore", verb: "plan.restore",
                object: "revision \(head.revision)", reason: "", request: "", undoes: nil, asked: asked.text,
                detail: StoredJSON.text([Plan.Step]()), changeset: try session.changeset()), after: head)
        try journal.note(asked.tenants, at: revision)
        try ledger.recount()
        try Outbox(connection: connection).ask(asked, at: revision)
        return revision
    }

    /// Puts the copy in the plan's place. A crash at any point leaves the old plan or the new one, whole.
    private func replace() throws {
        for suffix in ["-wal", "-shm"] { try FileSystem.remove(path + suffix) }
        try FileSystem.move(copy, over: path)
        try FileSystem.synchronize(FileSystem.directory(of: path))
    }
}
