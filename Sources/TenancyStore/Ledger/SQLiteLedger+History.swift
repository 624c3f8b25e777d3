// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import SQLite
internal import TenancyCore

extension SQLiteLedger {
    /// Who holds or held a prefix, one around it, or one inside: at a time, or ever. Around it one seek for each block size, inside one range.
    func history(of prefix: Prefix, at time: Timestamp?, limit: Int) throws -> PrefixHistory {
        let inner = Extent(prefix)
        let moment = Value.integer(orNull: time?.microseconds)
        var tenures: [Tenure] = []
        for length in 0...prefix.length {
            guard let block = Prefix(holding: prefix.first, length: length).map({ Extent($0) }) else { continue }
            var rows = try connection.query(
                """
                SELECT first, last, scope, tenant, network, role, since, until, opened_by, closed_by FROM tenure
                WHERE first = ?1 AND last = ?2 AND scope <> 'vlan' AND scope <> 'table' AND scope <> 'vni'
                    AND (?3 IS NULL OR since <= ?3 AND (until IS NULL OR until > ?3))
                """, .wide(block.first), .wide(block.last), moment)
            while try rows.next() { tenures.append(try tenure(rows)) }
        }
        // Blocks are aligned, so what starts inside and is no larger lies inside. IPv6's ::/80 and above hold the space that IPv4 stands in.
        var rows = try connection.query(
            """
            SELECT first, last, scope, tenant, network, role, since, until, opened_by, closed_by FROM tenure
            WHERE first BETWEEN ?1 AND ?2 AND last <= ?2 AND (first > ?1 OR last < ?2)
                AND scope <> 'vlan' AND scope <> 'table' AND scope <> 'vni'
                AND (?3 IS NULL OR since <= ?3 AND (until IS NULL OR until > ?3))
            """, .wide(inner.first), .wide(inner.last), moment)
        while try tenures.count <= limit && rows.next() {
            guard try IPAddress(bits: rows.wide(0)).family == prefix.family else { continue }
            tenures.append(try tenure(rows))
        }
        let isCut = tenures.count > limit
        let shown = tenures.prefix(limit).sorted { ($1.openedBy, $0.scope, $0.text) < ($0.openedBy, $1.scope, $1.text) }
        var records: [Int64: JournalRecord] = [:]
        for revision in Set(shown.flatMap { [$0.openedBy, $0.closedBy].compactMap(\.self) }) {
            records[revision] = try Journal(connection: connection).record(revision)
        }
        return PrefixHistory(tenures: shown, isCut: isCut, records: records)
    }

    private func tenure(_ row: borrowing Cursor) throws -> Tenure {
        Tenure(
            scope: try row.text(2), text: try extent(row, first: 0, last: 1).addressText,
            tenant: try stored(row.text(3), TenantName.init), network: try row.text(4),
            role: try stored(row.text(5)), since: Timestamp(microseconds: try row.integer(6)),
            until: try row.integer(orNull: 7).map(Timestamp.init(microseconds:)), openedBy: try row.integer(8),
            closedBy: try row.integer(orNull: 9))
    }
}
