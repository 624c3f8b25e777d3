// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import SQLite
import Testing

@Suite("Connection")
struct ConnectionTests {
    private func memory(_ fault: Fault? = nil) throws -> Connection {
        try Connection(path: ":memory:", access: .readWrite, fault: fault)
    }

    private func count(_ connection: Connection) throws -> Int64 {
        var rows = try connection.query("SELECT count(*) FROM t")
        _ = try rows.next()
        return try rows.integer(0)
    }

    private func failure(_ body: () throws -> Void) -> SQLiteError? {
        do {
            try body()
            return nil
        } catch {
            return error as? SQLiteError
        }
    }

    @Test("every kind of value comes back as it was bound")
    func values() throws {
        let connection = try memory()
        var rows = try connection.query(
            "SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7", .null, .integer(.min), .text("blå\u{0}tand"), .blob([0, 255]),
            .blob([]),
            .wide(0xffff_0a00_0001), .text(""))
        #expect(try rows.next())
        let isNull = rows.isNull(0)
        #expect(isNull)
        #expect(try rows.integer(orNull: 0) == nil)
        #expect(try rows.text(orNull: 0) == nil)
        #expect(try rows.integer(1) == .min)
        #expect(try rows.text(2) == "blå\u{0}tand")
        #expect(try rows.blob(3) == [0, 255])
        #expect(try rows.blob(4) == [])
        #expect(try rows.wide(5) == 0xffff_0a00_0001)
        #expect(try rows.blob(5) == [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 10, 0, 0, 1])
        #expect(try rows.text(6) == "")
        #expect(try !rows.next())
        #expect(try !rows.next())
    }

    @Test("the byte order of wide values is their numeric order")
    func wideOrder() throws {
        let connection = try memory()
        try connection.execute(script: "CREATE TABLE t(v BLOB PRIMARY KEY) STRICT")
        let values: [UInt128] = [.max, 0, 1 << 64, 255, 256, (1 << 127) - 1]
        for value in values { try connection.run("INSERT INTO t VALUES(?1)", .wide(value)) }
        var rows = try connection.query("SELECT v FROM t ORDER BY v")
        var read: [UInt128] = []
        while try rows.next() { read.append(try rows.wide(0)) }
        #expect(read == values.sorted())
    }

    @Test("a column of another kind throws a mismatch")
    func mismatch() throws {
        let connection = try memory()
        var rows = try connection.query("SELECT 'seven', NULL, x'00'")
        _ = try rows.next()
        #expect(throws: SQLiteError.self) { try rows.integer(0) }
        #expect(throws: SQLiteError.self) { try rows.text(1) }
        #expect(throws: SQLiteError.self) { try rows.wide(2) }
    }

    @Test("a bound value never stands in the error text")
    func errorText() throws {
        let connection = try memory()
        try connection.execute(script: "CREATE TABLE t(v TEXT PRIMARY KEY CHECK(v <> 'hunter2')) STRICT")
        let error = failure { try connection.run("INSERT INTO t VALUES(?1)", .text("hunter2")) }
        #expect(error?.code == .constraintCheck)
        let text = "\(try #require(error))"
        // SQLite quotes the CHECK, which is text of the schema; the bound value must not be added to it.
        #expect(text.components(separatedBy: "hunter2").count == 2)
        try connection.run("INSERT INTO t VALUES(?1)", .text("s3cret"))
        let duplicate = failure { try connection.run("INSERT INTO t VALUES(?1)", .text("s3cret")) }
        #expect(
            duplicate?.description
                == "cannot run 'INSERT INTO t VALUES(?1)': UNIQUE constraint failed: t.v (SQLite code 1555)")
    }

    @Test("a primary code as a pattern matches its extended codes, and not the other way round")
    func patterns() {
        #expect(ResultCode.constraint ~= .constraintUnique)
        #expect(!(ResultCode.constraintUnique ~= .constraint))
        #expect(!(ResultCode.constraintUnique ~= .constraintCheck))
        #expect(!(ResultCode.ioError ~= .constraintUnique))
    }

    @Test("a double-quoted string is not a value, the schema cannot be written, foreign keys hold")
    func hardening() throws {
        let connection = try memory()
        #expect(failure { try connection.run("SELECT \"no such column\"") } != nil)
        try connection.execute(script: "PRAGMA writable_schema = ON; CREATE TABLE a(id INTEGER PRIMARY KEY) STRICT;")
        #expect(failure { try connection.run("DELETE FROM sqlite_schema") } != nil)
        #expect(failure { try connection.run("SELECT load_extension('x')") } != nil)
        try connection.execute(script: "CREATE TABLE b(a INTEGER NOT NULL REFERENCES a) STRICT;")
        #expect(failure { try connection.run("INSERT INTO b VALUES(7)") }?.code == .constraintForeignKey)
    }

    @Test("a read-only connection cannot write and needs the file to exist")
    func readOnly() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("db")
        #expect(failure { _ = try Connection(path: path, access: .readOnly) }?.code ?? .busy == .cannotOpen)
        let writer = try Connection(path: path, access: .readWrite)
        try writer.execute(script: "CREATE TABLE t(v INTEGER) STRICT")
        let reader = try Connection(path: path, access: .readOnly)
        #expect(failure { try reader.run("INSERT INTO t VALUES(1)") }?.code ?? .busy == .readOnly)
    }

    @Test("the same statement can run inside itself")
    func nested() throws {
        let connection = try memory()
        try connection.execute(script: "CREATE TABLE t(v INTEGER) STRICT; INSERT INTO t VALUES(1), (2), (3);")
        func all(_ depth: Int) throws -> [Int64] {
            var rows = try connection.query("SELECT v FROM t ORDER BY v")
            var read: [Int64] = []
            while try rows.next() {
                read.append(try rows.integer(0))
                if depth > 0 { read += try all(depth - 1) }
            }
            return read
        }
        #expect(try all(1) == [1, 1, 2, 3, 2, 1, 2, 3, 3, 1, 2, 3])
        #expect(try all(0) == [1, 2, 3])
    }

    @Test("a half-read cursor does not hold up the next statement")
    func abandoned() throws {
        let connection = try memory()
        try connection.execute(script: "CREATE TABLE t(v INTEGER) STRICT; INSERT INTO t VALUES(1), (2);")
        func first() throws -> Int64 {
            var rows = try connection.query("SELECT v FROM t ORDER BY v")
            _ = try rows.next()
            return try rows.integer(0)
        }
        #expect(try first() == 1)
        try connection.execute(script: "DROP TABLE t")
    }

    @Test("changes and the last inserted row are those of the last statement")
    func changes() throws {
        let connection = try memory()
        try connection.execute(script: "CREATE TABLE t(id INTEGER PRIMARY KEY) STRICT")
        try connection.run("INSERT INTO t VALUES(7), (9)")
        #expect(connection.changes == 2)
        #expect(connection.lastInsertedRow == 9)
        try connection.run("DELETE FROM t WHERE id = ?1", .integer(1))
        #expect(connection.changes == 0)
    }

    @Test("a transaction commits what its body did, undoes it on an error and on a dry run")
    func transactions() throws {
        struct Refused: Error {}
        let connection = try memory()
        try connection.execute(script: "CREATE TABLE t(v INTEGER) STRICT")
        let seen = try connection.transaction {
            try connection.run("INSERT INTO t VALUES(1)")
            return (try count(connection), .rollBack)
        }
        #expect(seen == 1)
        #expect(try count(connection) == 0)
        #expect(throws: Refused.self) {
            try connection.transaction { () -> (Void, Connection.Ending) in
                try connection.run("INSERT INTO t VALUES(1)")
                throw Refused()
            }
        }
        #expect(try count(connection) == 0)
        try connection.transaction {
            try connection.run("INSERT INTO t VALUES(1)")
            #expect(throws: Refused.self) {
                try connection.savepoint { () -> (Void, Connection.Ending) in
                    try connection.run("INSERT INTO t VALUES(2)")
                    throw Refused()
                }
            }
            try connection.savepoint { (try connection.run("INSERT INTO t VALUES(3)"), .commit) }
            try connection.savepoint { (try connection.run("INSERT INTO t VALUES(4)"), .rollBack) }
            return ((), .commit)
        }
        #expect(try count(connection) == 2)
        #expect(!connection.isInTransaction)
    }

    @Test("a part that cannot be undone takes the whole transaction with it")
    func savepointFault() throws {
        struct Refused: Error {}
        let fault = Fault()
        let connection = try memory(fault)
        try connection.execute(script: "CREATE TABLE t(v INTEGER) STRICT")
        let error = failure {
            try connection.transaction { () -> (Void, Connection.Ending) in
                try connection.run("INSERT INTO t VALUES(1)")
                do {
                    try connection.savepoint { () -> (Void, Connection.Ending) in
                        try connection.run("INSERT INTO t VALUES(2)")
                        fault.arm(step: 1, code: .ioError)
                        throw Refused()
                    }
                } catch {
                    #expect(!connection.isInTransaction)
                    throw error
                }
                return ((), .commit)
            }
        }
        #expect(error?.code == .ioError)
        #expect(try count(connection) == 0)
    }

    @Test("a deferred reference to a missing row is known before the commit, and gone when it is undone")
    func openReferences() throws {
        let connection = try memory()
        try connection.execute(
            script: """
                CREATE TABLE parent(id INTEGER PRIMARY KEY) STRICT;
                CREATE TABLE t(v INTEGER REFERENCES parent DEFERRABLE INITIALLY DEFERRED) STRICT
                """)
        try connection.transaction {
            try connection.savepoint {
                try connection.run("INSERT INTO t VALUES(1)")
                #expect(connection.hasOpenReferences)
                return ((), .rollBack)
            }
            #expect(!connection.hasOpenReferences)
            return ((), .commit)
        }
    }

    @Test("a full disk undoes the transaction and leaves a connection that works")
    func full() throws {
        let connection = try memory()
        try connection.execute(script: "PRAGMA max_page_count = 8; CREATE TABLE t(v BLOB) STRICT")
        let error = failure {
            try connection.transaction { () -> (Void, Connection.Ending) in
                while true { try connection.run("INSERT INTO t VALUES(zeroblob(3000))") }
            }
        }
        #expect(error?.code == .full)
        #expect(!connection.isInTransaction)
        #expect(try count(connection) == 0)
        try connection.transaction { (try connection.run("INSERT INTO t VALUES(x'00')"), .commit) }
        #expect(try count(connection) == 1)
    }

    @Test("a fault at any step of a transaction leaves all of it or nothing")
    func faults() throws {
        let fault = Fault()
        let connection = try memory(fault)
        try connection.execute(script: "CREATE TABLE t(v INTEGER) STRICT")
        func write() throws {
            try connection.transaction {
                try connection.run("INSERT INTO t VALUES(1)")
                try connection.run("INSERT INTO t VALUES(2)")
                return ((), .commit)
            }
        }
        for step in 1...4 {
            fault.arm(step: step, code: .ioError)
            #expect(failure { try write() }?.code == .ioError)
            #expect(try count(connection) == 0)
        }
        fault.disarm()
        try write()
        #expect(fault.steps == 4)
        #expect(try count(connection) == 2)
    }

    @Test("a snapshot sees one state while another connection commits")
    func snapshots() throws {
        let folder = try TemporaryFolder()
        let writer = try Connection(path: folder.file("db"), access: .readWrite)
        try writer.execute(script: "PRAGMA journal_mode = WAL; CREATE TABLE t(v INTEGER) STRICT")
        let reader = try Connection(path: folder.file("db"), access: .readOnly)
        let seen = try reader.snapshot {
            let before = try count(reader)
            try writer.run("INSERT INTO t VALUES(1)")
            return [before, try count(reader)]
        }
        #expect(seen == [0, 0])
        #expect(try count(reader) == 1)
    }

    @Test("a script that fails names the statement's message")
    func scripts() throws {
        let connection = try memory()
        try connection.execute(script: "-- nothing but a comment\n;")
        let error = failure { try connection.execute(script: "CREATE TABLE t(v INTEGER) STRICT; SELECT nonsense;") }
        #expect(error?.message == "no such column: nonsense")
        #expect(try count(connection) == 0)
    }
}
