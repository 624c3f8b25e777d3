// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

package import Netlink
internal import Platform
private import Synchronization
package import TenancyCore

/// The running kernel as the agent's `KernelProgrammer`.
package typealias LinuxKernel = KernelKeeper<LiveKernel>

/// Keeps a kernel as the plan says: what of it is looked at, and when. Its calls block, so they run on a thread of their own.
package actor KernelKeeper<Kernel: RunningKernel & ~Copyable>: KernelProgrammer {
    /// How often everything is looked at, and the isolation of all networks checked, at the application that comes next.
    private static var auditPeriod: Duration { .seconds(50) }

    private nonisolated let executor: ThreadExecutor
    private nonisolated let attention = Mutex(KernelAttention())
    /// Opened on the actor's thread with the first use, because a socket belongs to the network namespace of the thread that opens it.
    private var engine: KernelEngine<Kernel>?
    private let memoryFile: String?
    private var memory: KernelMemory?
    private let boot: String
    private let eventBuffer: Int32
    /// The desired state of the last application, and the networks that failed then.
    private var previous: KernelState?
    private var failed: Set<NetworkKey> = []
    /// When everything was looked at last; nil when that did not succeed.
    private var lastAudit: ContinuousClock.Instant?

    package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.unowned }

    /// Starts the thread.
    ///
    /// - Parameter memory: A file for what has to be known after a restart; nil: nothing is.
    /// - Throws: `NetlinkError` when the thread cannot be started.
    package init(memory: String?) throws {
        self.init(executor: try ThreadExecutor(), memory: memory)
    }

    /// Works in the network namespace of the executor's thread.
    ///
    /// - Parameter eventBuffer: The bytes of events that may wait to be read; when there are more, everything is looked at.
    package init(
        executor: ThreadExecutor, memory file: String? = nil, boot: String? = nil, eventBuffer: Int32 = 64 << 20
    ) {
        self.executor = executor
        self.eventBuffer = eventBuffer
        self.boot = boot ?? KernelMemory.currentBoot()
        memoryFile = file
        memory = file.flatMap(KernelMemory.init)
    }

    package func apply(_ desired: KernelState) async -> KernelReport {
        let now = ContinuousClock.now
        let isAudit = lastAudit.map { $0.duration(to: now) >= Self.auditPeriod } ?? true
        let former = attention.withLock { $0.interest }
        // What is heard from now on is about this state, also while it is being brought about.
        var scope = attention.withLock { attention in
            attention.interest = KernelInterest(desired, engine?.observation ?? KernelObservation())
            return attention.take()
        }
        scope.formUnion(isAudit ? .all : changes(to: desired, former))
        let report = run(desired, releasing: released(by: desired), checksAll: isAudit, scope: scope)
        if let observation = engine?.observation {
            attention.withLock { $0.interest = KernelInterest(desired, observation) }
        }
        // After a failure that is nobody's alone it is not known what was done.
        if report.failures.contains(where: { $0.network == nil }) {
            lastAudit = nil
        } else if scope.isAll {
            lastAudit = now
        }
        let cause = cause(of: desired, engine?.touched ?? [])
        previous = desired
        failed = Set(report.failures.compactMap(\.network))
        remember(desired, report)
        return KernelReport(
            revision: report.revision, changes: report.changes, writes: report.writes, failures: report.failures,
            cause: cause)
    }

    /// Whose routes have to be looked at because something else is wanted of them, or because they could not be brought about before.
    private func changes(to desired: KernelState, _ former: KernelInterest) -> RouteScope {
        var scope = RouteScope()
        scope.networks = failed
        let before = Dictionary((previous?.networks ?? []).map { ($0.key, $0) }) { first, _ in first }
        for network in desired.networks where before[network.key] != network { scope.networks.insert(network.key) }
        let wanted = Set(desired.networks.map(\.key))
        for key in before.keys where !wanted.contains(key) {
            if let table = former.table(of: key) { scope.tables.insert(table) }
        }
        return scope
    }

    package func differences(from desired: KernelState) async throws -> [KernelDifference] {
        do throws(NetlinkError) {
            try open()
            return try engine?.differences(from: desired) ?? []
        } catch {
            throw TenancyError(.internal, "\(error)")
        }
    }

    /// How often events were lost since the start.
    package nonisolated var losses: Int { attention.withLock { $0.losses } }

    package func removeAll() async -> KernelReport {
        let nothing = KernelState(revision: 0, networks: [])
        let report = run(nothing, releasing: nil, checksAll: false, scope: .all)
        if report.failures.isEmpty, let memoryFile { try? FileSystem.remove(memoryFile) }
        memory = nil
        return report
    }

    package func watch(_ look: @escaping @Sendable () -> Void) async throws {
        try open()
        guard let port = engine?.kernel.port else { return }
        let monitor = try NetlinkMonitor(ignoring: port, buffer: eventBuffer)
        // What happened since the first application read the kernel is not told any more.
        look()
        let watch = try KernelWatch()
        await withTaskCancellationHandler {
            await watch.run(monitor, note: { self.note($0) }, look: look)
        } onCancel: {
            monitor.stop()
        }
    }

    private nonisolated func note(_ events: [NetworkEvent]?) -> Bool {
        attention.withLock { attention in
            guard let events else {
                attention.noteLoss()
                return false
            }
            return attention.note(events)
        }
    }

    private func run(
        _ desired: KernelState, releasing released: Set<NetworkKey>?, checksAll: Bool, scope: RouteScope
    ) -> KernelReport {
        do throws(NetlinkError) {
            try open()
        } catch {
            return KernelReport(
                revision: desired.revision, changes: [], failures: [.init(network: nil, message: "\(error)")])
        }
        return engine?.apply(desired, releasing: released, checksAll: checksAll, scope: scope)
            ?? KernelReport(revision: desired.revision, changes: [], failures: [])
    }

    private func open() throws(NetlinkError) {
        if engine == nil { engine = KernelEngine(try Kernel()) }
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
