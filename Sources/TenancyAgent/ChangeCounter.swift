// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// A number that only grows, and tasks that wait for it to grow: how the parts of the daemon tell each other that there is something new.
///
/// A change that comes while nobody waits is not lost, because a waiter names the value that it has seen.
package final class ChangeCounter: Sendable {
    private struct State {
        var value = 0
        var nextWaiter = 0
        var waiters: [Int: CheckedContinuation<Void, Never>] = [:]
    }

    private let state = Mutex(State())

    package init() {}

    package var value: Int { state.withLock { $0.value } }

    /// Adds one and wakes everybody who waits.
    package func advance() {
        let waiters = state.withLock { state in
            state.value += 1
            defer { state.waiters = [:] }
            return state.waiters.sorted { $0.key < $1.key }.map(\.value)
        }
        for waiter in waiters { waiter.resume() }
    }

    /// Returns as soon as the value is above `seen`, or the task is cancelled.
    package func wait(beyond seen: Int) async {
        let id = state.withLock { state in
            state.nextWaiter += 1
            return state.nextWaiter
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let ready = state.withLock { state in
                    // The cancellation handler may have run before: then nobody would resume the continuation.
                    if state.value > seen || Task.isCancelled { return true }
                    state.waiters[id] = continuation
                    return false
                }
                if ready { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.waiters.removeValue(forKey: id) }?.resume()
        }
    }

    /// The same with an end: returns after `limit` at the latest.
    package func wait(beyond seen: Int, atMost limit: Duration, clock: any Clock<Duration>) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.wait(beyond: seen) }
            group.addTask { try? await clock.sleep(for: limit) }
            await group.next()
            group.cancelAll()
        }
    }
}
