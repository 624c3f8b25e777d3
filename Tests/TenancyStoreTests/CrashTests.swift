// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import SQLite
import TenancyCore
import Testing

@testable import TenancyStore

/// The process dies, or the machine does.
@Suite("Crashes")
struct CrashTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    @Test("what was acknowledged is there when the files are taken as they are, after each command")
    func copies() async throws {
        let store = try await SQLiteStore.open(path: folder.file("plan"), now: Fixture.start)
        var commands = try Fixture.pools()
        commands += [
            try Fixture.tenant("acme", .hostVRF), try Fixture.tenant("blue", .vrfLite, ipv6: true),
            .deleteTenant(try TenantName("acme")), try Fixture.tenant("cyan", .egressIP),
        ]
        for (number, command) in commands.enumerated() {
            try await store.execute(command)
            try folder.copy("plan", to: "copy-\(number)")
            let copy = try await SQLiteStore.open(path: folder.file("copy-\(number)"), now: Fixture.start)
            #expect(try await copy.snapshot() == store.snapshot())
            #expect(try await copy.outbox() == store.outbox())
            #expect(try await copy.journal(before: nil, limit: 99) == store.journal(before: nil, limit: 99))
        }
    }

    @Test("a write-ahead log that ends anywhere gives one of the revisions, whole, and never less for more of it")
    func truncated() async throws {
        let store = try await SQLiteStore.open(path: folder.file("plan"), now: Fixture.start)
        for pool in try Fixture.pools() { try await store.execute(pool) }
        for name in ["acme", "blue"] { try await store.execute(try Fixture.tenant(name, .hostVRF)) }
        try await store.execute(.deleteTenant(TenantName("acme")))
        let log = try Data(contentsOf: URL(fileURLWithPath: folder.file("plan-wal")))
        // A frame is a page and its header; cut at each end of a frame, and inside.
        let frame = 2048 + 24
        var revisions: [Int64] = []
        for cut in stride(from: 32, through: log.count, by: frame / 2) {
            let name = "cut-\(cut)"
            try FileManager.default.copyItem(atPath: folder.file("plan"), toPath: folder.file(name))
            try log.prefix(cut).write(to: URL(fileURLWithPath: folder.file("\(name)-wal")))
            let cutStore = try await SQLiteStore.open(path: folder.file(name), now: Fixture.start)
            let snapshot = try await cutStore.snapshot()
            revisions.append(snapshot.revision)
            #expect(try await cutStore.journal(before: nil, limit: 1).first?.revision ?? 0 == snapshot.revision)
        }
        #expect(revisions == revisions.sorted())
        #expect(Set(revisions) == Set(0...10))
    }

    @Test("a killed process has lost nothing that it acknowledged, and its lock is gone")
    func killed() async throws {
        let path = folder.file("plan")
        await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String] in
            let store = try await SQLiteStore.open(path: path, now: Fixture.start)
            for pool in try Fixture.pools() { try await store.execute(pool) }
            try Data().write(to: URL(fileURLWithPath: "\(path).acknowledged"))
            let acknowledged = try #require(FileHandle(forWritingAtPath: "\(path).acknowledged"))
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<8 {
                    group.addTask {
                        let receipt = try await store.execute(try Fixture.tenant("t\(number)", .hostVRF, addresses: 1))
                        try acknowledged.write(contentsOf: Data([UInt8(receipt.revision)]))
                        // Others are in the middle of theirs.
                        if receipt.revision == 12 { kill(getpid(), SIGKILL) }
                    }
                }
                try await group.waitForAll()
            }
        }
        let acknowledged = try Data(contentsOf: URL(fileURLWithPath: "\(path).acknowledged"))
        let store = try await SQLiteStore.open(path: path, now: Fixture.start)
        let snapshot = try await store.snapshot()
        #expect(acknowledged.contains(12))
        #expect(try #require(acknowledged.max()) <= snapshot.revision)
        #expect(snapshot.tenants.count == Int(snapshot.revision) - 7)
        try await store.execute(try Fixture.tenant("after", .hostVRF))
    }
}
