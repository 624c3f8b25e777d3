// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import SQLite
import TenancyCore
import Testing

@testable import TenancyStore

/// Copies of the plan, and the way back from them.
@Suite("Backup and restore", .serialized)
struct BackupTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private var path: String { folder.file("plan") }

    private func open() async throws -> SQLiteStore { try await SQLiteStore.open(path: path, now: Fixture.start) }

    private func time(_ minutes: Int) -> Timestamp { Fixture.start + .seconds(60 * minutes) }

    /// Keeps a copy of the plan under a name of its own.
    private func save(_ store: SQLiteStore, as name: String) async throws {
        let copy = try await store.backup()
        try FileManager.default.copyItem(atPath: copy.path, toPath: folder.file(name))
    }

    /// What a restore has to bring back.
    private func content(_ store: SQLiteStore) async throws -> [String] {
        let pools = try await store.pools().map { "\($0.pool.name) \($0.usage)" }
        return pools + (try await store.snapshot().tenants.map { "\($0)" })
    }

    @Test("a backup is the plan with its journal, for its owner only, and goes with its last reference")
    func backup() async throws {
        let store = try await open()
        for pool in try Fixture.pools() { try await store.execute(pool) }
        try await store.execute(try Fixture.tenant("acme", .hostVRF))
        var copy: StoredCopy? = try await store.backup()
        let name = try #require(copy?.path)
        #expect(copy?.revision == 8)
        let mode = try FileManager.default.attributesOfItem(atPath: name)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        try FileManager.default.copyItem(atPath: name, toPath: folder.file("copy"))
        copy = nil
        #expect(!FileManager.default.fileExists(atPath: name))
        let other = try await SQLiteStore.open(path: folder.file("copy"), now: Fixture.start)
        #expect(try await other.snapshot() == store.snapshot())
        #expect(try await other.journal(before: nil, limit: 99) == store.journal(before: nil, limit: 99))
        #expect(try await other.outbox() == store.outbox())
    }

    @Test("backups are whole while commands go on")
    func online() async throws {
        let store = try await open()
        for pool in try Fixture.pools() { try await store.execute(pool) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                for number in 0..<20 {
                    try await store.execute(try Fixture.tenant("t\(number)", .hostVRF, length: 28, addresses: 1))
                }
            }
            for _ in 0..<5 {
                // The backup itself is proved whole before it is given out.
                group.addTask {
                    let revision = try await store.backup().revision
                    #expect(revision >= 7)
                }
            }
            try await group.waitForAll()
        }
        #expect(try await store.revision() == 27)
    }

    @Test("a restore brings the plan of the backup, keeps what it replaces, and never lets a generation return")
    func restore() async throws {
        var before: [String] = []
        do {
            let store = try await open()
            for pool in try Fixture.pools() { try await store.execute(pool) }
            try await store.execute(try Fixture.tenant("acme", .hostVRF))
            before = try await content(store)
            try await save(store, as: "saved")
            try await store.execute(.deleteTenant(TenantName("acme")), at: time(1))
            try await store.execute(try Fixture.tenant("acme", .hostVRF), at: time(120))
            try await store.execute(try Fixture.tenant("blue", .hostVRF), at: time(121))
        }
        let result = try SQLiteStore.restore(path, from: folder.file("saved"), to: nil, now: time(130))
        #expect(result.restored == 8)
        #expect(result.revision == 9)
        #expect(result.at == Fixture.start)
        #expect(result.replayed == 0)
        let kept = try #require(result.kept)
        let old = try await SQLiteStore.open(path: kept, now: time(130))
        #expect(try await old.snapshot().tenants.map(\.name.description) == ["acme", "blue"])

        let store = try await open()
        #expect(try await content(store) == before)
        #expect(try await store.journal(before: nil, limit: 1).first?.verb == "plan.restore")
        let outbox = try await store.outbox()
        #expect(outbox.map(\.object) == ["acme", "acme"])
        #expect(outbox.allSatisfy { $0.isPending && $0.revision == 9 })
        try await store.execute(.deleteTenant(TenantName("acme")), at: time(131))
        let again = try await store.execute(try Fixture.tenant("acme", .vrfLite), at: time(250))
        #expect(again.plan.tenant?.networks.first?.spec.generation == 3)
    }

    @Test("a backup and the journal give the plan of any time between, and of the time after the restore")
    func points() async throws {
        var states: [[String]] = []
        do {
            let store = try await open()
            let commands = try Fixture.everything()
            for (minute, command) in commands.enumerated() {
                try await store.execute(command, at: time(minute))
                states.append(try await content(store))
                if minute == 7 { try await save(store, as: "saved") }
            }
        }
        try folder.copy("plan", to: "original")
        for minute in 7..<states.count {
            for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + suffix) }
            try folder.copy("original", to: "plan")
            let result = try SQLiteStore.restore(
                path, from: folder.file("saved"), to: time(minute) + .seconds(30), now: time(100 + minute))
            #expect(result.restored == Int64(minute + 1))
            #expect(result.replayed == minute - 7)
            let store = try await open()
            #expect(try await content(store) == states[minute], "minute \(minute)")
            try await store.execute(try Fixture.tenant("late", .hostVRF, addresses: 0), at: time(200))
        }
        // The restored history is itself one that can be restored.
        let states2 = try await content(try await open())
        _ = try SQLiteStore.restore(path, from: folder.file("saved"), to: time(300), now: time(301))
        #expect(try await content(try await open()) == states2)
    }

    @Test("what was acknowledged before the time of a restore stays so, and answers for nothing that comes after it")
    func acknowledgements() async throws {
        func done(_ store: SQLiteStore, _ revision: Int64, at minute: Int) async throws {
            try await store.acknowledge(
                .kernel, revision: revision, results: [OutboxResult(object: "acme", error: nil, hint: nil)], detail: "",
                at: time(minute))
        }
        do {
            let store = try await open()
            for pool in try Fixture.pools() { try await store.execute(pool) }
            try await save(store, as: "saved")
            try await store.execute(try Fixture.tenant("acme", .hostVRF), at: time(1))
            try await store.execute(try Fixture.tenant("blue", .hostVRF), at: time(2))
            try await store.execute(.deleteTenant(TenantName("acme")), at: time(3))
            try await done(store, 10, at: 4)
        }
        _ = try SQLiteStore.restore(path, from: folder.file("saved"), to: time(2), now: time(9))
        let store = try await open()
        let old = try await store.change(8)?.record.deliveries.first { $0.target == .kernel }
        #expect(old?.at == time(4) && old?.applied == 9)
        let restored = try await store.change(10)?.record.deliveries.first {
            $0.target == .kernel && $0.object == "acme"
        }
        #expect(restored != nil && restored?.at == nil)
        #expect(
            try await store.journal(JournalFilter(limit: 9, tenant: TenantName("acme"))).map(\.revision) == [10, 8])
    }

    @Test("a restore that cannot be right changes nothing and says why")
    func refusals() async throws {
        var store: SQLiteStore? = try await open()
        for (minute, pool) in try Fixture.pools().enumerated() { try await store?.execute(pool, at: time(minute)) }
        try await save(try #require(store), as: "saved")
        let snapshot = try await store?.snapshot()
        let restore = { (name: String, to: Timestamp?) in
            await answer { [path, folder] in
                _ = try SQLiteStore.restore(path, from: folder.file(name), to: to, now: Fixture.start)
            }
        }
        #expect(await restore("saved", nil)?.cause?.contains("held by process") == true)
        store = nil
        #expect(await restore("nothing", nil)?.code == .notFound)
        try Data("not a database, but long enough to be one".utf8).write(to: URL(filePath: folder.file("text")))
        #expect(await restore("text", nil)?.code == .storeDamaged)
        #expect(await restore("saved", time(3))?.message.contains("which is later") == true)

        var bytes = try Data(contentsOf: URL(filePath: folder.file("saved")))
        bytes.replaceSubrange(12288..., with: Data(count: bytes.count - 12288))
        try bytes.write(to: URL(filePath: folder.file("broken")))
        #expect(await restore("broken", nil)?.code == .storeDamaged)

        try FileManager.default.copyItem(atPath: folder.file("saved"), toPath: folder.file("newer"))
        try Connection(path: folder.file("newer"), access: .readWrite).execute(script: "PRAGMA user_version = 99")
        #expect(await restore("newer", nil)?.message.contains("its schema is version 99") == true)

        let other = try await SQLiteStore.open(path: folder.file("other"), now: Fixture.start)
        try await other.execute(try Fixture.pool("else", .public, "203.0.113.0/27"))
        try await save(other, as: "foreign")
        #expect(await restore("foreign", time(9))?.message.contains("does not continue") == true)

        #expect(try await open().snapshot() == snapshot)
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        #expect(!names.contains { $0.contains("restore") }, "\(names)")
    }

    @Test("a plan that cannot be read is replaced and kept with its log")
    func damaged() async throws {
        do {
            let store = try await open()
            for pool in try Fixture.pools() { try await store.execute(pool) }
            try await save(store, as: "saved")
        }
        try Data("damaged beyond reading, and longer than a header is".utf8).write(to: URL(filePath: path))
        try Data("its log".utf8).write(to: URL(filePath: "\(path)-wal"))
        let to = await answer {
            _ = try SQLiteStore.restore(path, from: folder.file("saved"), to: time(9), now: time(9))
        }
        #expect(to?.message.contains("cannot be read") == true)
        let result = try SQLiteStore.restore(path, from: folder.file("saved"), to: nil, now: time(9))
        let kept = try #require(result.kept)
        #expect(try String(contentsOfFile: kept, encoding: .utf8).hasPrefix("damaged"))
        #expect(try String(contentsOfFile: "\(kept)-wal", encoding: .utf8) == "its log")
        #expect(try await open().pools().count == 7)
    }
}
