// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import CSQLite

/// One connection to a database file, with its prepared statements.
///
/// Double-quoted strings, extension loading and writes to the schema tables are off, the schema is untrusted, foreign
/// keys are on, result codes are extended. Not `Sendable` and opened without SQLite's mutex: it lives on one actor.
/// Statements are static strings, prepared once and kept until the connection goes. The corresponding C functions are
/// `sqlite3_open_v2`, `sqlite3_db_config` and `sqlite3_prepare_v3`.
@safe
package final class Connection {
    /// What a connection may do.
    package enum Access: Sendable {
        /// Reads and writes; creates the file when it is missing.
        case readWrite
        /// Reads only; can neither write nor checkpoint, also not while closing.
        case readOnly
    }

    let handle: OpaquePointer
    private let fault: Fault?
    /// Statements by the address of their text.
    private(set) var statements: [UInt: Prepared] = [:]

    /// What the last session recorded with, by the names of its tables.
    private var recording: (tables: [String], recording: Recording)?

    /// Set once, before the library is used; it refuses the setting, and works without it, when another user of it in this process came first.
    private static let isLibraryConfigured: Bool = csqlite_configure() == SQLITE_OK

    /// The file system of SQLite's with which a commit is one write; `nil` for the usual one.
    private static let gatheringSystem: String? = unsafe csqlite_gathering_vfs().map { unsafe String(cString: $0) }

    /// Opens `path`. Throws when it cannot be opened; whether it is a database shows only when it is read.
    package init(path: String, access: Access, fault: Fault? = nil) throws(SQLiteError) {
        let flags =
            switch access {
            case .readWrite: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
            case .readOnly: SQLITE_OPEN_READONLY
            }
        _ = Self.isLibraryConfigured
        let system: String? = if case .readWrite = access { Self.gatheringSystem } else { nil }
        var opened: OpaquePointer?
        let status = unsafe sqlite3_open_v2(
            path, &opened, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, system)
        guard status == SQLITE_OK, let handle = unsafe opened else {
            defer { unsafe sqlite3_close_v2(opened) }
            throw SQLiteError(status, operation: "open \(path)")
        }
        let settings: [(option: Int32, value: Int32)] = [
            (SQLITE_DBCONFIG_DQS_DML, 0), (SQLITE_DBCONFIG_DQS_DDL, 0), (SQLITE_DBCONFIG_DEFENSIVE, 1),
            (SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0), (SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0),
            (SQLITE_DBCONFIG_ENABLE_FKEY, 1),
        ]
        for setting in settings {
            let status = unsafe csqlite_db_config(handle, setting.option, setting.value)
            guard status == SQLITE_OK else {
                unsafe sqlite3_close_v2(handle)
                throw SQLiteError(status, operation: "configure \(path)")
            }
        }
        unsafe sqlite3_busy_timeout(handle, 5000)
        unsafe self.handle = unsafe handle
        self.fault = fault
    }

    deinit {
        statements = [:]
        unsafe sqlite3_close_v2(handle)
    }

    /// Starts a statement; its rows are read by `next()` on the cursor. `sql` is one statement.
    package func query(_ sql: StaticString, _ values: Value...) throws(SQLiteError) -> Cursor {
        try start(sql, values)
    }

    /// Runs one statement to its end, whatever rows it returns.
    package func run(_ sql: StaticString, _ values: Value...) throws(SQLiteError) {
        var cursor = try start(sql, values)
        while try cursor.next() {}
    }

    /// Runs a text of several statements without parameters, such as a migration.
    package func execute(script: StaticString) throws(SQLiteError) {
        let end = unsafe script.utf8Start + script.utf8CodeUnitCount
        var rest = unsafe script.utf8Start
        while unsafe rest < end {
            guard let statement = unsafe try prepare(&rest, end: end, operation: script, flags: 0) else { continue }
            defer { unsafe sqlite3_finalize(statement) }
            while unsafe try step(statement, operation: script) {}
        }
    }

    /// An empty recorder for the tables of these names, or for all when it is `nil`, that have a primary key; the same one as before for the same names.
    func recording(of tables: [String]?) throws(SQLiteError) -> Recording {
        if let tables, let (names, recording) = recording, names == tables { return recording }
        var shapes: [TableShape] = []
        let names = if let tables { tables } else { try tableNames() }
        for table in names {
            var rows = try query("SELECT pk FROM pragma_table_info(?1) ORDER BY cid", .text(table))
            var keys: [UInt8] = []
            while try rows.next() { keys.append(UInt8(clamping: try rows.integer(0))) }
            guard keys.contains(where: { $0 > 0 }) else { continue }
            shapes.append(TableShape(name: table, keys: keys))
        }
        let made = Recording(ChangeRecorder(shapes))
        recording = tables.map { ($0, made) }
        return made
    }

    private func tableNames() throws(SQLiteError) -> [String] {
        var rows = try query("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
        var names: [String] = []
        while try rows.next() { names.append(try rows.text(0)) }
        return names
    }

    /// The rows changed by the last INSERT, UPDATE or DELETE.
    package var changes: Int {
        unsafe Int(sqlite3_changes64(handle))
    }

    /// The rows changed since the connection was opened, those of triggers included; what is undone stays counted.
    package var totalChanges: Int64 {
        unsafe sqlite3_total_changes64(handle)
    }

    /// The rowid of the last INSERT into a table that has one.
    package var lastInsertedRow: Int64 {
        unsafe sqlite3_last_insert_rowid(handle)
    }

    /// Whether a transaction is open; SQLite ends one by itself when the disk fails.
    package var isInTransaction: Bool {
        unsafe sqlite3_get_autocommit(handle) == 0
    }

    private func start(_ sql: StaticString, _ values: [Value]) throws(SQLiteError) -> Cursor {
        let prepared = try take(sql)
        for (index, value) in values.enumerated() {
            let status = unsafe bind(value, to: prepared.statement, at: Int32(index + 1))
            guard status == SQLITE_OK else {
                prepared.end()
                throw error(status, operation: sql)
            }
        }
        precondition(
            unsafe sqlite3_bind_parameter_count(prepared.statement) == Int32(values.count),
            "a statement has as many values as parameters")
        return Cursor(connection: self, prepared: prepared, sql: sql)
    }

    /// The statement, which runs from now on. A use within a use prepares its own, which is not kept.
    private func take(_ sql: StaticString) throws(SQLiteError) -> Prepared {
        let key = unsafe UInt(bitPattern: sql.utf8Start)
        let known = statements[key]
        if let known, !known.isRunning {
            known.isRunning = true
            return known
        }
        let end = unsafe sql.utf8Start + sql.utf8CodeUnitCount
        var rest = unsafe sql.utf8Start
        let statement = unsafe try prepare(&rest, end: end, operation: sql, flags: UInt32(SQLITE_PREPARE_PERSISTENT))
        guard let statement = unsafe statement else {
            throw SQLiteError(SQLITE_MISUSE, operation: "\(sql)")
        }
        let prepared = unsafe Prepared(statement)
        if known == nil { statements[key] = prepared }
        return prepared
    }

    /// Steps once and returns whether there is a row.
    func step(_ statement: OpaquePointer, operation: StaticString) throws(SQLiteError) -> Bool {
        if let fault, let code = fault.next() {
            // As SQLite does: a disk error inside a transaction ends the transaction.
            if isInTransaction { unsafe sqlite3_exec(handle, "ROLLBACK", nil, nil, nil) }
            throw SQLiteError(code.rawValue, operation: "\(operation)")
        }
        switch unsafe sqlite3_step(statement) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        case let status: throw error(status, operation: operation)
        }
    }

    private func prepare(
        _ text: inout UnsafePointer<UInt8>, end: UnsafePointer<UInt8>, operation: StaticString, flags: UInt32
    ) throws(SQLiteError) -> OpaquePointer? {
        var statement: OpaquePointer?
        let count = unsafe Int32(end - text)
        let status = unsafe text.withMemoryRebound(to: CChar.self, capacity: Int(count)) { start in
            var tail: UnsafePointer<CChar>?
            let status = unsafe sqlite3_prepare_v3(handle, start, count, flags, &statement, &tail)
            unsafe text += tail.map { unsafe $0 - start } ?? Int(count)
            return status
        }
        guard status == SQLITE_OK else { throw error(status, operation: operation) }
        return unsafe statement
    }

    func bind(_ value: Value, to statement: OpaquePointer, at index: Int32) -> Int32 {
        switch value {
        case .null:
            return unsafe sqlite3_bind_null(statement, index)
        case .integer(let number):
            return unsafe sqlite3_bind_int64(statement, index, number)
        case .text(var text):
            return text.withUTF8 { bytes in
                // An empty buffer may have no address, which would bind NULL.
                guard let start = bytes.baseAddress else { return unsafe csqlite_bind_text(statement, index, "", 0) }
                return unsafe start.withMemoryRebound(to: CChar.self, capacity: bytes.count) {
                    unsafe csqlite_bind_text(statement, index, $0, Int32(bytes.count))
                }
            }
        case .blob(let bytes):
            return unsafe bytes.withUnsafeBytes {
                unsafe csqlite_bind_blob(statement, index, $0.baseAddress, Int32($0.count))
            }
        case .wide(let number):
            return unsafe withUnsafeBytes(of: number.bigEndian) {
                unsafe csqlite_bind_blob(statement, index, $0.baseAddress, Int32($0.count))
            }
        }
    }

    func error(_ status: Int32, operation: StaticString) -> SQLiteError {
        unsafe SQLiteError(
            code: ResultCode(rawValue: status), message: String(cString: sqlite3_errmsg(handle)),
            operation: "\(operation)")
    }
}
