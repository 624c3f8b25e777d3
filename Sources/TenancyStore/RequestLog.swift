// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import Digest
internal import SQLite
internal import TenancyCore

/// The requests with an idempotency key that were carried out lately, on the tables of a connection.
struct RequestLog {
    let connection: Connection

    /// How long an answer is kept.
    private static let life = Duration.seconds(86_400)
    /// How many expired answers one request removes at most.
    private static let expiryLimit: Int64 = 256

    /// What the caller got when it sent this request before; `nil` when it has not.
    ///
    /// - Throws: `TenancyError` with code `request.conflict` when the key stands for another request.
    func receipt(of idempotency: Idempotency, from actor: String, at now: Timestamp) throws -> Receipt? {
        var rows = try connection.query(
            """
            SELECT body_sha, answer, revision FROM request WHERE actor = ?1 AND key = ?2 AND expires > ?3
            """, .text(actor), .text(idempotency.key), .integer(now.microseconds))
        guard try rows.next() else { return nil }
        let revision = try rows.integer(2)
        guard try rows.blob(0) == SHA256.hash(idempotency.body) else {
            throw TenancyError(
                .conflict,
                "idempotencyKey: '\(idempotency.key)' was used for another request, which made revision \(revision)",
                field: "idempotencyKey", hint: "use another key; see tenancyctl journal show \(revision)")
        }
        return Receipt(revision: revision, plan: Plan(), dryRun: false, firstAnswer: try rows.text(1))
    }

    /// Keeps the answer to a request that was carried out.
    func keep(_ receipt: Receipt, of idempotency: Idempotency, from actor: String, at now: Timestamp) throws {
        try connection.run(
            """
            DELETE FROM request WHERE (actor, key) IN (
                SELECT actor, key FROM request WHERE expires <= ?1 ORDER BY expires LIMIT ?2)
            """, .integer(now.microseconds), .integer(Self.expiryLimit))
        try connection.run(
            """
            INSERT OR REPLACE INTO request(actor, key, body_sha, answer, revision, expires)
            VALUES(?1, ?2, ?3, ?4, ?5, ?6)
            """,
            .text(actor), .text(idempotency.key), .blob(SHA256.hash(idempotency.body)),
            .text(try idempotency.answer(receipt)), .integer(receipt.revision),
            .integer((now + Self.life).microseconds))
    }
}
