// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TenancyCore
import TenancyDaemon
import TenancyStore
import Testing

@Suite("tenancyd --restore")
struct RestoreCommandTests {
    private static let start = Timestamp(microseconds: 1_800_000_000_000_000)

    private func create(_ store: SQLiteStore, _ name: String, _ cidr: String, at minutes: Int) async throws {
        let request = PoolRequest(name: try PoolName(name), kind: .public, range: try Extent(parsingAddresses: cidr))
        _ = try await store.execute(
            .createPool(request), settings: PlanSettings(),
            context: RequestContext(
                actor: "root", via: "socket", reason: "", now: Self.start + .seconds(60 * minutes)), dryRun: false)
    }

    @Test("puts a backup back, up to a time, and refuses while the plan is open")
    func restore() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "tenancy-restore-\(UUID())").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let file = "\(folder)/tenancyd.yaml"
        try "stateDirectory: \(folder)\n".write(toFile: file, atomically: true, encoding: .utf8)
        let run = { (arguments: String...) in
            await DaemonCommand.run(["--config", file] + arguments) { _ in
                throw TenancyError(.internal, "a restore needs no kernel")
            }
        }
        do {
            let store = try await SQLiteStore.open(path: "\(folder)/tenancy.db", now: Self.start)
            try await create(store, "one", "203.0.113.0/26", at: 0)
            let copy = try await store.backup()
            try FileManager.default.copyItem(atPath: copy.path, toPath: "\(folder)/saved.db")
            try await create(store, "two", "203.0.113.64/26", at: 5)
            try await create(store, "three", "203.0.113.128/26", at: 9)
            #expect(await run("--restore", "\(folder)/saved.db") == 1)
        }
        #expect(await run("--to", "2027-01-15T08:07:00Z") == 64)
        #expect(await run("--restore", "\(folder)/saved.db", "--to", "yesterday") == 64)
        // 08:00:00 is the start.
        #expect(await run("--restore", "\(folder)/saved.db", "--to", "2027-01-15T08:07:00Z") == 0)
        let store = try await SQLiteStore.open(path: "\(folder)/tenancy.db", now: Self.start)
        #expect(try await store.pools().map(\.pool.name.description) == ["one", "two"])
    }
}
