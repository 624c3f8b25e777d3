// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// What one case showed; a line of output.
struct Measurement: Encodable {
    let `case`: String
    /// How many operations were timed.
    let n: Int
    /// Operations per second, over all clients; rows per second of an operation that reads all of them.
    let rate: Double
    /// Microseconds of one operation.
    let p50: Double
    let p99: Double
    /// KiB of the case's process, its preparation and its clients included.
    let peakMemory: Int
    /// What the rate is compared with. Single-row commits per second, measured just before.
    var durableLimit: Double?
    /// Processes per second, measured in between.
    var processLimit: Double?
    let ratio: Double

    init(_ name: String, _ timing: Timing, peakMemory: Int, durableLimit: Double) {
        `case` = name
        n = timing.latencies.count
        let seconds = timing.total / .seconds(1)
        let operations = Double(n * timing.rows) / seconds
        rate = operations.rounded()
        let sorted = timing.latencies.sorted()
        func quantile(_ part: Int) -> Double {
            ((sorted.isEmpty ? .zero : sorted[sorted.count * part / 100]) / .microseconds(1)).rounded()
        }
        p50 = quantile(50)
        p99 = quantile(99)
        self.peakMemory = peakMemory
        if let limit = timing.processLimit {
            processLimit = limit.rounded()
        } else {
            self.durableLimit = durableLimit.rounded()
        }
        ratio = (operations / (timing.processLimit ?? durableLimit) * 1000).rounded() / 1000
    }
}

/// How long operations took, each, and all of them by the clock on the wall.
struct Timing: Sendable {
    var latencies: [Duration] = []
    var total = Duration.zero
    /// How many rows each operation reads, where that is what counts.
    var rows = 1
    /// Processes per second that do nothing, where the operation is a process.
    var processLimit: Double?

    /// Times a body that is run again and again, one after the other.
    static func of(_ count: Int, _ body: (Int) async throws -> Void) async throws -> Timing {
        let clock = ContinuousClock()
        var timing = Timing()
        timing.latencies.reserveCapacity(count)
        let start = clock.now
        var last = start
        for number in 0..<count {
            try await body(number)
            let now = clock.now
            timing.latencies.append(last.duration(to: now))
            last = now
        }
        timing.total = start.duration(to: last)
        return timing
    }

    /// Times clients that work side by side, each with its own share of the numbers below `count`.
    static func of(
        _ count: Int, clients: Int, _ body: @escaping @Sendable (Int) async throws -> Void
    ) async throws -> Timing {
        let clock = ContinuousClock()
        let start = clock.now
        return try await withThrowingTaskGroup(of: [Duration].self) { group in
            for client in 0..<clients {
                group.addTask {
                    try await of(count / clients) { try await body($0 * clients + client) }.latencies
                }
            }
            var timing = Timing()
            for try await latencies in group { timing.latencies += latencies }
            timing.total = start.duration(to: clock.now)
            return timing
        }
    }
}
