// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import CSQLite

extension Connection {
    /// Every statement that has run, as written, with the steps of SQLite's plan for it (`SEARCH …`, `SCAN …`), sorted: how tests prove that none reads a
    /// whole table. Plans of triggers and foreign keys are not among them. The corresponding SQL is `EXPLAIN QUERY PLAN`.
    package func queryPlans() throws(SQLiteError) -> [(statement: String, steps: [String])] {
        var plans: [(statement: String, steps: [String])] = []
        for text in unsafe idle.values.map({ unsafe String(cString: sqlite3_sql($0)) }).sorted() {
            var statement: OpaquePointer?
            let status = unsafe sqlite3_prepare_v2(handle, "EXPLAIN QUERY PLAN \(text)", -1, &statement, nil)
            guard status == SQLITE_OK, let statement = unsafe statement else {
                throw SQLiteError(status, operation: text)
            }
            var steps: [String] = []
            while unsafe sqlite3_step(statement) == SQLITE_ROW {
                unsafe steps.append(String(cString: sqlite3_column_text(statement, 3)))
            }
            unsafe sqlite3_finalize(statement)
            plans.append((text, steps))
        }
        return plans
    }
}
