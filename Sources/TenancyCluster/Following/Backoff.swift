// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// How long to wait before the next try: twice as long each time, a part of it by chance, so that many do not come at once.
struct Backoff {
    private let first: Duration
    private let last: Duration
    private var failures = 0

    init(first: Duration = .seconds(1), last: Duration = .seconds(60)) {
        self.first = first
        self.last = last
    }

    /// After something that worked.
    mutating func reset() { failures = 0 }

    /// The wait after one more failure: at least what the server asks for.
    ///
    /// - Parameter chance: 0 to 1.
    mutating func next(atLeast asked: Duration?, chance: Double) -> Duration {
        let full = min(first * (1 << min(failures, 10)), last)
        failures += 1
        let wait = full * (0.5 + chance / 2)
        return max(wait, asked ?? .zero)
    }
}
