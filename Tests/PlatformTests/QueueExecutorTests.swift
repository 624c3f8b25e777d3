// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Platform
import Testing

@Suite("Queue executor")
struct QueueExecutorTests {
    private actor Blocking {
        private let executor = QueueExecutor("test")
        nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }

        /// Blocks its thread until all of the others are here too.
        func meet(_ arrived: DispatchSemaphore, _ released: DispatchSemaphore) {
            executor.preconditionIsolated()
            arrived.signal()
            released.wait()
        }
    }

    @Test("sixteen actors block at the same time on a machine with fewer threads in its pool")
    func blocking() async {
        let arrived = DispatchSemaphore(value: 0)
        let released = DispatchSemaphore(value: 0)
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<16 { group.addTask { await Blocking().meet(arrived, released) } }
            await withCheckedContinuation { continuation in
                DispatchQueue.global().async {
                    for _ in 0..<16 { arrived.wait() }
                    for _ in 0..<16 { released.signal() }
                    continuation.resume()
                }
            }
        }
    }
}
