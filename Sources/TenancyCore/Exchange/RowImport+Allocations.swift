// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

extension RowImport {
    /// The columns of the CSV of allocations.
    package static let allocationColumns = [
        "value", "role", "tenant", "network", "scope", "pool", "since", "labels", "draining_until",
    ]

    /// An allocation as a line of that table.
    package static func line(_ allocation: Allocation) -> String {
        CSVTable.line([
            allocation.text, allocation.role.rawValue, allocation.tenant.description, allocation.network.description,
            allocation.scope.name, allocation.pool?.description ?? "", allocation.since.description,
            // Neither keys nor values have spaces or equals signs.
            allocation.labels.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: " "),
            allocation.drainingUntil?.description ?? "",
        ])
    }

    /// Reads our own CSV of allocations. `scope` and `since` are for readers: what is held follows from the pool, and since when from the journal.
    ///
    /// - Throws: `TenancyError` with code `request.invalid` when a column is missing.
    package init(allocations bytes: [UInt8]) throws {
        let table = try CSVTable(bytes)
        for name in ["value", "role", "tenant"] where !table.has(name) {
            throw TenancyError(
                .invalid, "the file has no column '\(name)'", hint: "tenancyctl export --format csv-allocations")
        }
        self.init(source: "csv-allocations")
        read(table) { row in
            guard let value = row["value"], let roleName = row["role"], let tenantName = row["tenant"] else {
                throw TenancyError(.invalid, "value, role or tenant is empty")
            }
            guard let role = AllocationRole(rawValue: roleName) else {
                throw TenancyError(.invalid, "there is no role '\(roleName.prefix(64))'")
            }
            let tenant = try TenantName(tenantName)
            let isNumber = !value.contains(".") && !value.contains(":")
            var holding = AllocationRow(
                extent: isNumber ? try Extent(parsingNumbers: value) : try Extent(parsingAddresses: value),
                pool: try row["pool"].map { try PoolName($0) }, role: role, tenant: tenant,
                network: try row["network"].map { try NetworkKey($0) } ?? NetworkKey(tenant))
            if table.has("labels") { holding.labels = try Self.labels(row["labels"] ?? "") }
            if table.has("draininguntil") {
                holding.drainingUntil = try .some(
                    row["draininguntil"].map { text in
                        guard let time = Timestamp(parsing: text) else {
                            throw TenancyError(.invalid, "draining_until: '\(text.prefix(64))' is no time")
                        }
                        return time
                    })
            }
            return .allocation(holding)
        }
    }

    private static func labels(_ text: String) throws -> [String: String] {
        var labels: [String: String] = [:]
        for part in text.split(separator: " ") {
            let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard pair.count == 2, labels.updateValue(String(pair[1]), forKey: String(pair[0])) == nil else {
                throw TenancyError(.invalid, "labels: '\(part.prefix(64))' is not KEY=VALUE, or its key is there twice")
            }
        }
        return labels
    }
}
