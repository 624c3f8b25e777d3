// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import CSQLite

/// What a changeset needs to know of a table.
struct TableShape {
    let name: String
    /// For each column its place in the primary key, from 1; 0 for the others.
    let keys: [UInt8]
}

/// The rows that a session has seen change: how each was before the first change and is after the last.
final class ChangeRecorder {
    /// A row's values as a changeset holds them, one after the other.
    private struct Row: Equatable {
        var bytes: [UInt8] = []
        /// Where each value ends.
        var ends: [Int] = []

        func value(_ column: Int) -> ArraySlice<UInt8> { bytes[(column == 0 ? 0 : ends[column - 1])..<ends[column]] }
    }

    private struct Table {
        let shape: TableShape
        var changes: [(before: Row?, after: Row?)] = []
        /// The changes by the values of their rows' keys.
        var places: [[UInt8]: Int] = [:]
    }

    /// In the order of their names in a session.
    private var tables: [Table]
    /// Where a table is in them, by the address of its name, which stays while the schema does; `nil` for one that is not recorded.
    private var indices: [UInt: Int?] = [:]
    /// The first failure of the library; the record is then not whole.
    private(set) var failure: Int32?

    init(_ shapes: [TableShape]) { tables = shapes.map { Table(shape: $0) } }

    /// Takes a change that is about to be made.
    func record(_ operation: Int32, in name: UnsafePointer<CChar>, of database: OpaquePointer) {
        guard let index = unsafe index(of: name) else { return }
        let columns = tables[index].shape.keys.count
        let before = operation == SQLITE_INSERT ? nil : unsafe row(columns, database, sqlite3_preupdate_old)
        let after = operation == SQLITE_DELETE ? nil : unsafe row(columns, database, sqlite3_preupdate_new)
        let key = before.map { self.key($0, index) }
        let newKey = after.map { self.key($0, index) }
        if let key, let newKey, key != newKey {
            // A row that moves is one that goes and one that comes.
            note(before, nil, key, index)
            note(nil, after, newKey, index)
        } else if let key = key ?? newKey {
            note(before, after, key, index)
        }
    }

    private func index(of name: UnsafePointer<CChar>) -> Int? {
        if let known = indices[UInt(bitPattern: name)] { return known }
        let index = tables.firstIndex { unsafe $0.shape.name == String(cString: name) }
        indices[UInt(bitPattern: name)] = .some(index)
        return index
    }

    private func note(_ before: Row?, _ after: Row?, _ key: [UInt8], _ index: Int) {
        if let place = tables[index].places[key] {
            tables[index].changes[place].after = after
        } else {
            tables[index].places[key] = tables[index].changes.count
            tables[index].changes.append((before, after))
        }
    }

    private func key(_ row: Row, _ index: Int) -> [UInt8] {
        var key: [UInt8] = []
        for (column, place) in tables[index].shape.keys.enumerated() where place > 0 { key += row.value(column) }
        return key
    }

    private func row(
        _ columns: Int, _ database: OpaquePointer,
        _ read: (OpaquePointer?, Int32, UnsafeMutablePointer<OpaquePointer?>?) -> Int32
    ) -> Row {
        var row = Row()
        row.bytes.reserveCapacity(16 * columns)
        row.ends.reserveCapacity(columns)
        for column in 0..<columns {
            var value: OpaquePointer?
            let status = unsafe read(database, Int32(column), &value)
            if status != SQLITE_OK { failure = failure ?? status }
            unsafe row.bytes.append(serialized: value)
            row.ends.append(row.bytes.count)
        }
        return row
    }

    /// The record in SQLite's changeset format, table by table.
    var changeset: [UInt8] {
        var bytes: [UInt8] = []
        for table in tables {
            let shape = table.shape
            var header: [UInt8]? = [UInt8(ascii: "T")]
            header?.append(variable: shape.keys.count)
            header? += shape.keys + Array(shape.name.utf8) + [0]
            for change in table.changes where change.before != change.after {
                // Only before the first change of the table.
                bytes += header.take() ?? []
                switch change {
                case (nil, let after?): bytes += [UInt8(SQLITE_INSERT), 0] + after.bytes
                case (let before?, nil): bytes += [UInt8(SQLITE_DELETE), 0] + before.bytes
                case (let before?, let after?):
                    bytes += [UInt8(SQLITE_UPDATE), 0]
                    let columns = shape.keys.indices
                    let changed = columns.map { before.value($0) != after.value($0) }
                    // A zero stands for a value that is not given.
                    for column in columns {
                        bytes += changed[column] || shape.keys[column] > 0 ? before.value(column) : [0]
                    }
                    for column in columns { bytes += changed[column] ? after.value(column) : [0] }
                case (nil, nil): break
                }
            }
        }
        return bytes
    }
}

extension [UInt8] {
    /// A value as changesets hold it: its type, then its content, numbers with the most significant byte first.
    fileprivate mutating func append(serialized value: OpaquePointer?) {
        let type = unsafe sqlite3_value_type(value)
        append(UInt8(truncatingIfNeeded: type))
        switch type {
        case SQLITE_INTEGER: append(number: UInt64(bitPattern: unsafe sqlite3_value_int64(value)))
        case SQLITE_FLOAT: append(number: unsafe sqlite3_value_double(value).bitPattern)
        case SQLITE_TEXT:
            let start = unsafe sqlite3_value_text(value)
            unsafe append(counted: UnsafeBufferPointer(start: start, count: Int(sqlite3_value_bytes(value))))
        case SQLITE_BLOB:
            let start = unsafe sqlite3_value_blob(value)?.assumingMemoryBound(to: UInt8.self)
            unsafe append(counted: UnsafeBufferPointer(start: start, count: Int(sqlite3_value_bytes(value))))
        default: break
        }
    }

    private mutating func append(counted content: UnsafeBufferPointer<UInt8>) {
        append(variable: content.count)
        unsafe append(contentsOf: content)
    }

    private mutating func append(number: UInt64) {
        for shift in stride(from: UInt64(56), through: 0, by: -8) { append(UInt8(truncatingIfNeeded: number >> shift)) }
    }

    /// A count as SQLite writes it: seven bits a byte, the most significant first, all but the last with the high bit set. Below 2^56.
    fileprivate mutating func append(variable count: Int) {
        var groups: [UInt8] = []
        var rest = count
        repeat {
            groups.append(UInt8(rest & 0x7F) | (groups.isEmpty ? 0 : 0x80))
            rest >>= 7
        } while rest > 0
        append(contentsOf: groups.reversed())
    }
}
