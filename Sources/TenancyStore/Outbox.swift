// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import SQLite
internal import TenancyCore

/// The outbox on the tables of a connection: what each executor has to bring about, one row per object.
struct Outbox {
    let connection: Connection

    /// Asks the executors for objects as they stand at a revision.
    func ask(_ asked: Asked, at revision: Int64) throws {
        for (target, object) in asked.objects {
            try connection.run(
                """
                INSERT INTO outbox(target, object, revision) VALUES(?1, ?2, ?3)
                ON CONFLICT(target, object) DO UPDATE SET revision = excluded.revision
                """, .text(target.rawValue), .text(object), .integer(revision))
        }
    }

    func items() throws -> [OutboxItem] {
        var rows = try connection.query(
            """
            SELECT target, object, revision, applied, error, hint, proposed FROM outbox ORDER BY target, object
            """)
        return try Self.items(&rows)
    }

    /// What of a target is pending, failed or proposed.
    func backlog(of target: OutboxTarget) throws -> Backlog {
        var applied = try connection.query(
            """
            SELECT max(applied) FROM outbox WHERE target = ?1
            """, .text(target.rawValue))
        let revision = try applied.next() ? try applied.integer(orNull: 0) ?? 0 : 0
        var rows = try connection.query(
            """
            SELECT target, object, revision, applied, error, hint, proposed FROM outbox
            WHERE target = ?1 AND (applied < revision OR error IS NOT NULL OR proposed IS NOT NULL) ORDER BY object
            """, .text(target.rawValue))
        return Backlog(items: try Self.items(&rows), applied: revision)
    }

    private static func items(_ rows: inout Cursor) throws -> [OutboxItem] {
        var items: [OutboxItem] = []
        while try rows.next() {
            var item = OutboxItem(
                target: try Self.target(rows.text(0)), object: try rows.text(1), revision: try rows.integer(2),
                appliedRevision: try rows.integer(3), error: try rows.text(orNull: 4),
                hint: try rows.text(orNull: 5))
            item.proposed = try rows.text(orNull: 6)
            items.append(item)
        }
        return items
    }

    /// Records results. A row that says the same already is not written, so that a repeated report costs no flush.
    func acknowledge(
        _ target: OutboxTarget, revision: Int64, results: [OutboxResult], detail: String, at: Timestamp
    ) throws {
        for result in results {
            if let error = result.error {
                try connection.run(
                    """
                    UPDATE outbox SET error = ?3, hint = ?4, proposed = NULL
                    WHERE target = ?1 AND object = ?2 AND (error IS NOT ?3 OR hint IS NOT ?4)
                    """, .text(target.rawValue), .text(result.object), .text(error), .text(orNull: result.hint))
            } else if let proposed = result.proposed {
                try connection.run(
                    """
                    UPDATE outbox SET error = NULL, hint = NULL, proposed = ?3
                    WHERE target = ?1 AND object = ?2 AND applied < revision AND (error IS NOT NULL OR proposed IS NOT ?3)
                    """, .text(target.rawValue), .text(result.object), .text(proposed))
            } else {
                try connection.run(
                    """
                    UPDATE outbox
                    SET applied = max(applied, min(revision, ?3)), error = NULL, hint = NULL, proposed = NULL, detail = ?4
                    WHERE target = ?1 AND object = ?2
                        AND (applied < min(revision, ?3) OR error IS NOT NULL)
                    """, .text(target.rawValue), .text(result.object), .integer(revision), .text(detail))
                guard connection.changes > 0 else { continue }
                try connection.run(
                    """
                    INSERT INTO acknowledgement(target, object, applied, at, detail) VALUES(?1, ?2, ?3, ?4, ?5)
                    ON CONFLICT DO NOTHING
                    """, .text(target.rawValue), .text(result.object), .integer(revision),
                    .integer(at.microseconds), .text(detail))
                try forgetDone(target, result.object)
            }
        }
    }

    /// What a revision asked for, and what became of it: the first round with it or a later one that went well.
    func deliveries(of revision: Int64) throws -> [Delivery] {
        var asked = try connection.query("SELECT asked FROM journal WHERE seq = ?1", .integer(revision))
        guard try asked.next() else { return [] }
        return try Asked(text: asked.text(0)).objects.map { target, object in
            var rows = try connection.query(
                """
                SELECT at, applied, detail FROM acknowledgement
                WHERE target = ?1 AND object = ?2 AND applied >= ?3 ORDER BY applied LIMIT 1
                """, .text(target.rawValue), .text(object), .integer(revision))
            guard try rows.next() else {
                return Delivery(target: target, object: object, at: nil, applied: nil, detail: "")
            }
            return Delivery(
                target: target, object: object, at: Timestamp(microseconds: try rows.integer(0)),
                applied: try rows.integer(1), detail: try rows.text(2))
        }
    }

    private static func target(_ text: String) throws -> OutboxTarget {
        guard let target = OutboxTarget(rawValue: text) else {
            throw TenancyError(.storeDamaged, "cannot read the outbox: no target '\(text)'")
        }
        return target
    }

    /// Removes what is done and no longer part of the plan.
    private func forgetDone(_ target: OutboxTarget, _ object: String) throws {
        switch target {
        case .kernel:
            try connection.run(
                """
                DELETE FROM outbox WHERE target = 'kernel' AND object = ?1 AND applied = revision AND error IS NULL
                    AND NOT EXISTS(SELECT 1 FROM network WHERE key = ?1)
                """, .text(object))
        case .manifests:
            try connection.run(
                """
                DELETE FROM outbox WHERE target = 'manifests' AND object = ?1 AND applied = revision AND error IS NULL
                    AND NOT EXISTS(SELECT 1 FROM tenant WHERE name = ?1)
                """, .text(object))
        }
    }
}
