// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import CSQLite

extension Connection {
    /// Every statement that has run, as written, with the steps of SQLite's plan for it (`SEARCH …`, `SCAN …`), sorted: how tests prove that none reads a
    /// whole table. Plans of triggers and foreign keys are not among them. A step `MAKE TABLE` stands for each temporary table that a run of the statement
    /// makes, for whatever. The corresponding SQL is `EXPLAIN QUERY PLAN` and `EXPLAIN`.
    package func queryPlans() throws(SQLiteError) -> [(statement: String, steps: [String])] {
        var plans: [(statement: String, steps: [String])] = []
        for text in statements.values.map({ unsafe String(cString: sqlite3_sql($0.statement)) }).sorted() {
            let steps = try column(3, of: "EXPLAIN QUERY PLAN \(text)")
            let tables = try column(1, of: "EXPLAIN \(text)").filter { $0 == "OpenEphemeral" }
            plans.append((text, steps + tables.map { _ in "MAKE TABLE" }))
        }
        return plans
    }

    private func column(_ column: Int32, of text: String) throws(SQLiteError) -> [String] {
        var statement: OpaquePointer?
        let status = unsafe sqlite3_prepare_v2(handle, text, -1, &statement, nil)
        guard status == SQLITE_OK, let statement = unsafe statement else { throw SQLiteError(status, operation: text) }
        defer { unsafe sqlite3_finalize(statement) }
        var rows: [String] = []
        while unsafe sqlite3_step(statement) == SQLITE_ROW {
            unsafe rows.append(String(cString: sqlite3_column_text(statement, column)))
        }
        return rows
    }
}
