// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import SQLite
import TenancyCore
import Testing

@testable import TenancyStore

/// A file system of a few hundred kilobytes, which goes with the test.
private final class SmallDisk {
    let folder: TemporaryFolder
    var path: String { folder.path }

    init(kilobytes: Int) throws {
        folder = try TemporaryFolder()
        guard unsafe mount("tenancy-test", folder.path, "tmpfs", 0, "size=\(kilobytes)k") == 0 else {
            throw CocoaError(.fileWriteNoPermission)
        }
    }

    deinit { unsafe umount2(folder.path, Int32(MNT_DETACH)) }

    /// Takes all the space that is left.
    func fill() throws {
        let file = unsafe open("\(path)/ballast", O_WRONLY | O_CREAT | O_APPEND, 0o600)
        defer { close(file) }
        let block = [UInt8](repeating: 1, count: 4096)
        while unsafe write(file, block, block.count) > 0 {}
    }

    func makeRoom() { unsafe unlink("\(path)/ballast") }

    static let isAvailable = (try? SmallDisk(kilobytes: 16)) != nil
}

@Suite("A full disk")
struct FullDiskTests {
    @Test(
        "stops writes and not reads, is said by each, and is over when there is room again",
        .enabled(if: SmallDisk.isAvailable, "needs root, to mount a file system"))
    func full() async throws {
        let disk = try SmallDisk(kilobytes: 800)
        let path = "\(disk.path)/plan"
        let store = try await SQLiteStore.open(path: path, now: Fixture.start)
        for pool in try Fixture.pools() { try await store.execute(pool) }
        try disk.fill()
        var accepted = 0
        var refusal: TenancyError?
        while refusal == nil, accepted < 32 {
            refusal = await answer {
                try await store.execute(try Fixture.tenant("t\(accepted)", .hostVRF, length: 28, addresses: 0))
            }
            if refusal == nil { accepted += 1 }
        }
        #expect(refusal?.code == .storeUnavailable)
        #expect(refusal?.message == "cannot write the plan \(path): its disk is full")
        #expect(refusal?.hint == "df -h \(path)")
        let again = await answer { try await store.execute(try Fixture.tenant("again", .hostVRF)) }
        #expect(again?.message == refusal?.message)

        #expect(try await store.snapshot().tenants.count == accepted)
        #expect(try await store.revision() == Int64(7 + accepted))
        #expect(store.obstacle()?.error.message == refusal?.message)
        #expect(store.obstacle()?.isLasting == false)
        let findings = await store.examine()
        #expect(findings.filter { $0.result == .failed }.map(\.check) == ["writing", "disk"], "\(findings)")
        #expect(await answer { _ = try await store.backup() }?.message.contains("no room for the copy") == true)

        disk.makeRoom()
        try await store.execute(try Fixture.tenant("after", .hostVRF, length: 28, addresses: 0))
        #expect(store.obstacle() == nil)
        #expect(try await store.snapshot().tenants.count == accepted + 1)
        #expect(await store.examine().filter { $0.result == .failed }.allSatisfy { $0.check == "disk" })
    }
}
