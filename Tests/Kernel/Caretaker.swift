// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Synchronization
import TenancyCore
import TenancyKernel

/// What the daemon does with the kernel: applies the desired state, and again at each look.
struct Caretaker {
    let kernel: LinuxKernel
    let state: KernelState
    /// Is told of each report at once.
    var note: @Sendable (KernelReport) -> Void = { _ in }

    /// Runs beside `body`, which is given the reports as they come.
    func run(_ body: (AsyncStream<KernelReport>) async throws -> Void) async throws {
        let (looks, look) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let (reports, report) = AsyncStream.makeStream(of: KernelReport.self)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await kernel.watch { look.yield() } }
            group.addTask {
                for await _ in looks {
                    let done = await kernel.apply(state)
                    note(done)
                    report.yield(done)
                }
            }
            try await body(reports)
            group.cancelAll()
        }
    }
}
