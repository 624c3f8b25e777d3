// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import TenancyAPI
import TenancyCore

extension Agent {
    /// The entries of the journal that a filter lets through, the newest first.
    func journal(_ filter: JournalFilter) async throws -> ObjectList<JournalObject> {
        ObjectList(kind: "JournalList", items: try await store.journal(filter).map { JournalObject($0) })
    }

    /// One entry with the rows that it changed and what became of it.
    func change(_ revision: Int64) async throws -> JournalObject {
        guard let (record, rows) = try await store.change(revision) else {
            throw TenancyError(.notFound, "no revision \(revision)", field: "revision", hint: "tenancyctl journal list")
        }
        return JournalObject(record.entry, deliveries: record.deliveries, rows: rows)
    }

    /// How many tenures an answer has at most.
    private static let historyLimit = 1000

    /// Who holds or held a prefix: now and ever, or at a time.
    func address(_ prefix: Prefix, at time: Timestamp?) async throws -> AddressObject {
        let report = prefix.isSingle && time == nil ? try await store.address(prefix.first) : nil
        let past = try await store.history(of: prefix, at: time, limit: Self.historyLimit)
        return AddressObject(prefix, at: time, now: report, past)
    }
}
