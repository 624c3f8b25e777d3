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
///
/// Every change of the plan passes here, so all values lie in one buffer, one after the other as a changeset holds them, and rows are places in it.
struct ChangeRecorder {
    /// A row: where its first value begins, and where the ends of its values stand.
    private struct Row {
        let start: Int
        let ends: Int
    }

    private struct Change {
        var before: Row?
        var after: Row?
        /// The row that has the key: either.
        let key: Row
        /// The one before it whose key has the same hash.
        let next: Int?
    }

    private struct Table {
        let shape: TableShape
        /// The name with a zero at its end.
        let name: [CChar]
        var changes: [Change] = []
        /// The last change of each hash of a key.
        var places: [Int: Int] = [:]
    }

    /// In the order of their names in a session.
    private var tables: [Table]
    private var bytes: [UInt8] = []
    private var ends: [Int] = []
    /// The table of the change before, which is often that of the next.
    private var last = 0
    /// The first failure of the library; the record is then not whole.
    private(set) var failure: Int32?

    init(_ shapes: [TableShape]) { tables = shapes.map { Table(shape: $0, name: Array($0.name.utf8CString)) } }

    /// Forgets what was recorded.
    mutating func reset() {
        for index in tables.indices where !tables[index].changes.isEmpty {
            tables[index].changes.removeAll(keepingCapacity: tables[index].changes.count < 64)
            tables[index].places.removeAll(keepingCapacity: true)
        }
        bytes.removeAll(keepingCapacity: bytes.count < 1 << 16)
        ends.removeAll(keepingCapacity: ends.count < 1 << 12)
        failure = nil
    }

    /// Takes a change that is about to be made.
    mutating func record(_ operation: Int32, in name: UnsafePointer<CChar>, of database: OpaquePointer) {
        guard let index = unsafe index(of: name) else { return }
        let columns = tables[index].shape.keys.count
        let before = operation == SQLITE_INSERT ? nil : unsafe row(columns, database, sqlite3_preupdate_old)
        let after = operation == SQLITE_DELETE ? nil : unsafe row(columns, database, sqlite3_preupdate_new)
        if let before, let after, !haveSameKey(before, after, index) {
            // A row that moves is one that goes and one that comes.
            note(before, nil, key: before, index)
            note(nil, after, key: after, index)
        } else if let key = before ?? after {
            note(before, after, key: key, index)
        }
    }

    private mutating func index(of name: UnsafePointer<CChar>) -> Int? {
        // SQLite compares names in this way, and string views would cost more than the rest of a record.
        if last < tables.count, unsafe sqlite3_stricmp(tables[last].name, name) == 0 { return last }
        guard let index = tables.firstIndex(where: { unsafe sqlite3_stricmp($0.name, name) == 0 }) else { return nil }
        last = index
        return index
    }

    private mutating func note(_ before: Row?, _ after: Row?, key: Row, _ index: Int) {
        let hash = hash(key, index)
        let head = tables[index].places[hash]
        var place = head
        while let candidate = place {
            if haveSameKey(tables[index].changes[candidate].key, key, index) {
                tables[index].changes[candidate].after = after
                return
            }
            place = tables[index].changes[candidate].next
        }
        tables[index].places[hash] = tables[index].changes.count
        tables[index].changes.append(Change(before: before, after: after, key: key, next: head))
    }

    // MARK: Rows

    private mutating func row(
        _ columns: Int, _ database: OpaquePointer,
        _ read: (OpaquePointer?, Int32, UnsafeMutablePointer<OpaquePointer?>?) -> Int32
    ) -> Row {
        let row = Row(start: bytes.count, ends: ends.count)
        for column in 0..<columns {
            var value: OpaquePointer?
            let status = unsafe read(database, Int32(column), &value)
            if status != SQLITE_OK { failure = failure ?? status }
            unsafe bytes.append(serialized: value)
            ends.append(bytes.count)
        }
        return row
    }

    private func place(_ row: Row, _ column: Int) -> Range<Int> {
        (column == 0 ? row.start : ends[row.ends + column - 1])..<ends[row.ends + column]
    }

    private func isSame(_ row: Row, _ other: Row, _ column: Int) -> Bool {
        let (left, right) = (place(row, column), place(other, column))
        return left.count == right.count && bytes[left].elementsEqual(bytes[right])
    }

    private func haveSameKey(_ row: Row, _ other: Row, _ index: Int) -> Bool {
        let keys = tables[index].shape.keys
        return keys.indices.allSatisfy { keys[$0] == 0 || isSame(row, other, $0) }
    }

    /// FNV-1a over the key.
    private func hash(_ row: Row, _ index: Int) -> Int {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for (column, key) in tables[index].shape.keys.enumerated() where key > 0 {
            for byte in bytes[place(row, column)] { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        }
        return Int(truncatingIfNeeded: hash)
    }

    // MARK: The changeset

    /// The record in SQLite's changeset format, table by table.
    var changeset: [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count + 256)
        for table in tables {
            var isFirst = true
            for change in table.changes where isChange(change, table.shape) {
                if isFirst { result.append(headerOf: table.shape) }
                isFirst = false
                append(change, of: table.shape, to: &result)
            }
        }
        return result
    }

    /// Whether anything of the row is other than before.
    private func isChange(_ change: Change, _ shape: TableShape) -> Bool {
        switch (change.before, change.after) {
        case (nil, nil): false
        case (let before?, let after?): !shape.keys.indices.allSatisfy { isSame(before, after, $0) }
        default: true
        }
    }

    private func append(_ change: Change, of shape: TableShape, to result: inout [UInt8]) {
        let columns = shape.keys.indices
        func append(_ row: Row) { result += bytes[row.start..<ends[row.ends + columns.count - 1]] }
        switch (change.before, change.after) {
        case (nil, let after?):
            result += [UInt8(SQLITE_INSERT), 0]
            append(after)
        case (let before?, nil):
            result += [UInt8(SQLITE_DELETE), 0]
            append(before)
        case (let before?, let after?):
            result += [UInt8(SQLITE_UPDATE), 0]
            // A zero stands for a value that is not given.
            for column in columns {
                let isGiven = shape.keys[column] > 0 || !isSame(before, after, column)
                if isGiven { result += bytes[place(before, column)] } else { result.append(0) }
            }
            for column in columns {
                if isSame(before, after, column) { result.append(0) } else { result += bytes[place(after, column)] }
            }
        case (nil, nil): break
        }
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
        unsafe Swift.withUnsafeBytes(of: number.bigEndian) { unsafe append(contentsOf: $0) }
    }

    /// What stands before the first change of a table.
    fileprivate mutating func append(headerOf shape: TableShape) {
        append(UInt8(ascii: "T"))
        append(variable: shape.keys.count)
        self += shape.keys
        self += shape.name.utf8
        append(0)
    }

    /// A count as SQLite writes it: seven bits a byte, the most significant first, all but the last with the high bit set. Below 2^56.
    private mutating func append(variable count: Int) {
        var shift = 0
        while count >> (shift + 7) > 0 { shift += 7 }
        while shift > 0 {
            append(UInt8(count >> shift & 0x7F) | 0x80)
            shift -= 7
        }
        append(UInt8(count & 0x7F))
    }
}
