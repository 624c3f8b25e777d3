// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import Digest
internal import TenancyCore

/// One row of the journal, and the hash that chains it to the row before.
struct JournalRow {
    let revision: Int64
    let at: Timestamp
    let actor: String
    let via: String
    let verb: String
    let object: String
    let reason: String
    /// The request's name in the log and in its answer.
    let request: String
    /// The revision that this one took back.
    let undoes: Int64?
    /// What it asks of the executors, as it stands in the column.
    let asked: String
    /// The plan's steps as JSON, as they stand in the column.
    let detail: String
    let changeset: [UInt8]
    /// What the hash covers.
    var form = Form.current

    /// What the hash of a row covers, by the version of the schema that wrote it.
    enum Form: Int64 {
        /// All but what it asks.
        case first = 1
        case current = 2
    }

    /// The hash before the first row.
    static let genesis = [UInt8](repeating: 0, count: SHA256.byteCount)

    /// SHA-256 over the previous hash and the row.
    ///
    /// The row's bytes: revision, time and what it undoes (0 for nothing) as 8 bytes each, most significant first, then actor, via, verb, object, reason,
    /// request, what it asks and detail in UTF-8 and the changeset, each after its length in 8 bytes. Lengths make the encoding unambiguous, also between the
    /// forms, which have different numbers of fields; nothing else enters it.
    func hash(after previous: [UInt8]) -> [UInt8] {
        let fields = [actor, via, verb, object, reason, request] + (form == .first ? [] : [asked]) + [detail]
        var bytes: [UInt8] = []
        bytes.reserveCapacity(
            previous.count + 8 * (fields.count + 4) + fields.reduce(changeset.count) { $0 + $1.utf8.count })
        bytes += previous
        func append(_ number: Int64) {
            for shift in stride(from: Int64(56), through: 0, by: -8) {
                bytes.append(UInt8(truncatingIfNeeded: number >> shift))
            }
        }
        append(revision)
        append(at.microseconds)
        append(undoes ?? 0)
        for field in fields {
            append(Int64(field.utf8.count))
            bytes += field.utf8
        }
        append(Int64(changeset.count))
        bytes += changeset
        return SHA256.hash(bytes)
    }
}
