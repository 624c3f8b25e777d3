// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import Netlink
package import TenancyCore

/// The running kernel as the agent's `KernelProgrammer`. Its calls block, so they run on a thread of their own.
package actor LinuxKernel: KernelProgrammer {
    private nonisolated let executor: ThreadExecutor
    /// Opened on the actor's thread with the first use, because a socket belongs to the network namespace of the thread that opens it.
    private var engine: KernelEngine<LiveKernel>?

    package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.unowned }

    /// Starts the thread.
    ///
    /// - Throws: `NetlinkError` when the thread cannot be started.
    package init() throws {
        self.init(executor: try ThreadExecutor())
    }

    /// Works in the network namespace of the executor's thread.
    init(executor: ThreadExecutor) {
        self.executor = executor
    }

    package func apply(_ desired: KernelState) async -> KernelReport {
        do throws(NetlinkError) {
            if engine == nil { engine = KernelEngine(try LiveKernel()) }
        } catch {
            return KernelReport(
                revision: desired.revision, changes: [], failures: [.init(network: nil, message: "\(error)")])
        }
        return engine?.apply(desired) ?? KernelReport(revision: desired.revision, changes: [], failures: [])
    }
}
