// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import SQLite
internal import TenancyCore

/// The ledger on the tables of a connection. It opens no transaction: every call belongs to the one that is open.
struct SQLiteLedger: Ledger {
    let connection: Connection
    /// The journal sequence that writes belong to; reads do not use it.
    let revision: Int64
    /// What is known of the plan beside the tables; only the writer's ledger has it.
    let memory: PlanMemory?

    init(connection: Connection, revision: Int64, memory: PlanMemory? = nil) {
        self.connection = connection
        self.revision = revision
        self.memory = memory
    }

    mutating func load(_ document: PlanDocument, now: Timestamp) throws -> Plan {
        memory?.forget()
        return try PlanRows(connection: connection).load(document, revision: revision, now: now)
    }

    /// Reads a stored name, which was checked before it was written.
    func stored<Name>(_ text: String, _ make: (String) throws -> Name) throws -> Name {
        do {
            return try make(text)
        } catch {
            throw TenancyError(.storeDamaged, "cannot read a name from the store", cause: "\(error)")
        }
    }

    /// Reads a stored raw value of a closed set.
    func stored<Value: RawRepresentable>(_ raw: Value.RawValue) throws -> Value {
        guard let value = Value(rawValue: raw) else {
            throw TenancyError(.storeDamaged, "cannot read '\(raw)' as a \(Value.self) from the store")
        }
        return value
    }

    func extent(_ row: borrowing Cursor, first: Int, last: Int) throws -> Extent {
        guard let extent = try Extent(first: row.wide(first), last: row.wide(last)) else {
            throw TenancyError(.storeDamaged, "cannot read an extent from the store: its end is below its start")
        }
        return extent
    }
}
