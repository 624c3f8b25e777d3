// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import Netlink
internal import Platform
private import Synchronization
package import TenancyCore

/// The running kernel as the agent's `KernelProgrammer`. Its calls block, so they run on a thread of their own.
package actor LinuxKernel: KernelProgrammer {
    /// How often the isolation of all networks is checked, at the application that comes next.
    private static let checkPeriod = Duration.seconds(50)

    private nonisolated let executor: ThreadExecutor
    private nonisolated let interest = Mutex(KernelInterest())
    /// Opened on the actor's thread with the first use, because a socket belongs to the network namespace of the thread that opens it.
    private var engine: KernelEngine<LiveKernel>?
    private let memoryFile: String?
    private var memory: KernelMemory?
    private let boot: String
    /// The desired state of the last application, and the networks that failed then.
    private var previous: KernelState?
    private var failed: Set<NetworkKey> = []
    private var lastCheck: ContinuousClock.Instant?

    package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.unowned }

    /// Starts the thread.
    ///
    /// - Parameter memory: A file for what has to be known after a restart; nil: nothing is.
    /// - Throws: `NetlinkError` when the thread cannot be started.
    package init(memory: String?) throws {
        self.init(executor: try ThreadExecutor(), memory: memory)
    }

    /// Works in the network namespace of the executor's thread.
    init(executor: ThreadExecutor, memory file: String? = nil, boot: String = KernelMemory.currentBoot()) {
        self.executor = executor
        self.boot = boot
        memoryFile = file
        memory = file.flatMap(KernelMemory.init)
    }

    package func apply(_ desired: KernelState) async -> KernelReport {
        let now = ContinuousClock.now
        let checksAll = lastCheck.map { $0.duration(to: now) >= Self.checkPeriod } ?? true
        // What is heard from now on is about this state, also while it is being brought about.
        interest.withLock { $0 = KernelInterest(desired, KernelObservation()) }
        let report = run(desired, releasing: released(by: desired), checksAll: checksAll)
        if checksAll { lastCheck = now }
        let touched = engine?.touched ?? []
        let cause = cause(of: desired, touched)
        if let observation = engine?.observation { interest.withLock { $0 = KernelInterest(desired, observation) } }
        previous = desired
        failed = Set(report.failures.compactMap(\.network))
        remember(desired, report)
        return KernelReport(
            revision: report.revision, changes: report.changes, failures: report.failures, cause: cause)
    }

    package func differences(from desired: KernelState) async throws -> [KernelDifference] {
        do throws(NetlinkError) {
            try open()
            return try engine?.differences(from: desired) ?? []
        } catch {
            throw TenancyError(.internal, "\(error)")
        }
    }

    package func removeAll() async -> KernelReport {
        let nothing = KernelState(revision: 0, networks: [])
        let report = run(nothing, releasing: nil, checksAll: false)
        if report.failures.isEmpty, let memoryFile { try? FileSystem.remove(memoryFile) }
        memory = nil
        return report
    }

    package func watch(_ look: @escaping @Sendable () -> Void) async throws {
        try open()
        guard let port = engine?.kernel.port else { return }
        let monitor = try NetlinkMonitor(ignoring: port)
        // What happened since the first application read the kernel is not told any more.
        look()
        let watch = try KernelWatch()
        await withTaskCancellationHandler {
            await watch.run(monitor, interest: { self.interest.withLock { $0 } }, look: look)
        } onCancel: {
            monitor.stop()
        }
    }

    private func run(
        _ desired: KernelState, releasing released: Set<NetworkKey>?, checksAll: Bool
    ) -> KernelReport {
        do throws(NetlinkError) {
            try open()
        } catch {
            return KernelReport(
                revision: desired.revision, changes: [], failures: [.init(network: nil, message: "\(error)")])
        }
        return engine?.apply(desired, releasing: released, checksAll: checksAll)
            ?? KernelReport(revision: desired.revision, changes: [], failures: [])
    }

    private func open() throws(NetlinkError) {
        if engine == nil { engine = KernelEngine(try LiveKernel()) }
    }

    /// Whose removal was asked for; nil when the plan is newer than what the kernel holds, so that any may have been.
    private func released(by desired: KernelState) -> Set<NetworkKey>? {
        if let previous { return Set(previous.networks.map(\.key)) }
        if let memory, memory.revision < desired.revision { return nil }
        return []
    }

    private func cause(of desired: KernelState, _ touched: Set<NetworkKey>) -> KernelReport.Cause {
        if let previous {
            // What could not be brought about before is not repaired when it can.
            return previous.networks == desired.networks && failed.isDisjoint(with: touched) ? .repair : .plan
        }
        guard let memory else { return .plan }
        if memory.boot != boot { return .reboot }
        return memory.revision == desired.revision ? .repair : .plan
    }

    private func remember(_ desired: KernelState, _ report: KernelReport) {
        let new = KernelMemory(boot: boot, revision: desired.revision)
        guard let memoryFile, report.failures.allSatisfy({ $0.network != nil }), new != memory else { return }
        // Without the file a restart takes the next repair for a change of the plan; that is no reason to fail.
        guard (try? new.write(to: memoryFile)) != nil else { return }
        memory = new
    }
}
