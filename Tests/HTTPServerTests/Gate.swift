// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Lets nobody through until `count` have arrived.
final class Gate: Sendable {
    private let count: Int
    private let waiting = Mutex<[CheckedContinuation<Void, Never>]>([])

    init(_ count: Int) {
        self.count = count
    }

    func pass() async {
        await withCheckedContinuation { continuation in
            let released = waiting.withLock { waiting in
                waiting.append(continuation)
                return waiting.count == count ? waiting : []
            }
            for continuation in released { continuation.resume() }
        }
    }
}
