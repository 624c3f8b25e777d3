// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Synchronization
import TenancyCore

/// When something may go on, by name.
final class DueTimes: Sendable {
    private let times = Mutex<[String: Timestamp]>([:])

    /// The times as they are now.
    var all: [String: Timestamp] { times.withLock { $0 } }

    /// Sets the time of some, and forgets those that are not kept.
    func set(_ time: Timestamp, for names: [String], keeping kept: [String]) {
        times.withLock { times in
            for name in names { times[name] = time }
            times = times.filter { kept.contains($0.key) }
        }
    }
}
