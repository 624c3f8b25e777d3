// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

private import Synchronization

/// What a new thread is told, and its answer whether it could start.
final class ThreadStart: Sendable {
    let queue: JobQueue
    let unshares: Bool
    private let refusal = Mutex<Int32>(0)
    private let isReported = Semaphore()

    init(queue: JobQueue, unshares: Bool) {
        self.queue = queue
        self.unshares = unshares
    }

    /// Called once by the thread, with 0 or an error number.
    func report(_ number: Int32) {
        refusal.withLock { $0 = number }
        isReported.signal()
    }

    /// Called once by the starter.
    func awaitReadiness() -> Int32 {
        isReported.wait()
        return refusal.withLock { $0 }
    }
}
