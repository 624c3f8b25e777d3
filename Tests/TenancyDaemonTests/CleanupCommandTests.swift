// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TenancyCore
import TenancyDaemon
import TenancyStore
import Testing

@Suite("tenancyd --cleanup")
struct CleanupCommandTests {
    private struct Kernel: KernelProgrammer {
        var failures: [KernelReport.Failure] = []
        func apply(_ desired: KernelState) async -> KernelReport { await removeAll() }
        func differences(from desired: KernelState) async -> [KernelDifference] { [] }
        func watch(_ look: @escaping @Sendable () -> Void) async {}
        func removeAll() async -> KernelReport {
            KernelReport(revision: 0, changes: ["ip link delete tv-acme"], failures: failures)
        }
    }

    @Test("works without a plan and with one, not while the plan is open, and fails when something is left")
    func cleanup() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "tenancy-cleanup-\(UUID())").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let file = "\(folder)/tenancyd.yaml"
        try "stateDirectory: \(folder)\n".write(toFile: file, atomically: true, encoding: .utf8)
        func run(_ kernel: Kernel = Kernel()) async -> Int32 {
            await DaemonCommand.run(["--config", file, "--cleanup"]) { _ in kernel }
        }
        #expect(await run() == 0)
        #expect(!FileManager.default.fileExists(atPath: "\(folder)/tenancy.db"))
        do {
            let store = try await SQLiteStore.open(
                path: "\(folder)/tenancy.db", now: Timestamp(microseconds: 1_800_000_000_000_000))
            #expect(await run() == 1)
            _ = store
        }
        #expect(await run() == 0)
        #expect(await run(Kernel(failures: [.init(network: nil, message: "no netlink")])) == 1)
    }
}
