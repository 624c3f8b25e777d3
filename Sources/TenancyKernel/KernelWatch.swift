// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import Netlink

/// Waits for the kernel's events on a thread of its own, and says when it has to be looked at again.
actor KernelWatch {
    private nonisolated let executor: ThreadExecutor
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.unowned }

    init() throws(NetlinkError) {
        executor = try ThreadExecutor()
    }

    /// Runs until the task is cancelled and the monitor stopped. Keeps the thread busy as long; without a suspension, so that it is this thread.
    ///
    /// - Parameters:
    ///   - note: Is given each batch of events, and says whether one of them concerns us; nil: events are lost.
    ///   - look: Is called when the kernel has to be looked at again.
    func run(_ monitor: NetlinkMonitor, note: @Sendable ([NetworkEvent]?) -> Bool, look: @Sendable () -> Void) {
        let clock = ContinuousClock()
        let start = clock.now
        var machine = WatchMachine()
        while !Task.isCancelled {
            let now = start.duration(to: clock.now)
            do throws(NetlinkError) {
                let events = try monitor.receive(within: machine.due.map { $0 - now })
                if note(events) { machine.note(at: start.duration(to: clock.now)) }
            } catch {
                _ = note(nil)
                machine.noteLoss(at: start.duration(to: clock.now))
            }
            if machine.fire(at: start.duration(to: clock.now)) { look() }
        }
    }
}
