// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

extension RowImport {
    /// The columns of the CSV of allocations.
    package static let allocationColumns = ["value", "role", "tenant", "network", "scope", "pool", "since"]

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
            return .allocation(
                AllocationRow(
                    extent: isNumber ? try Extent(parsingNumbers: value) : try Extent(parsingAddresses: value),
                    pool: try row["pool"].map { try PoolName($0) }, role: role, tenant: tenant,
                    network: try row["network"].map { try NetworkKey($0) } ?? NetworkKey(tenant)))
        }
    }
}
