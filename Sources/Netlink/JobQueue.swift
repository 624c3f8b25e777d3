// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

private import Synchronization

/// The jobs of one `ThreadExecutor`, each with the executor it keeps alive.
final class JobQueue: Sendable {
    private struct State {
        var jobs: [(UnownedJob, ThreadExecutor)] = []
        var isClosed = false
    }

    private let state = Mutex(State())
    private let available = Semaphore()

    func push(_ job: UnownedJob, _ executor: ThreadExecutor) {
        state.withLock { $0.jobs.append((job, executor)) }
        available.signal()
    }

    /// Lets `pop` return nil once the jobs are done.
    func close() {
        state.withLock { $0.isClosed = true }
        available.signal()
    }

    /// Waits for the next job; nil when the queue is closed and empty.
    func pop() -> (UnownedJob, ThreadExecutor)? {
        while true {
            available.wait()
            let (job, isClosed) = state.withLock { state in
                (state.jobs.isEmpty ? nil : state.jobs.removeFirst(), state.isClosed)
            }
            if let job { return job }
            if isClosed { return nil }
        }
    }
}
