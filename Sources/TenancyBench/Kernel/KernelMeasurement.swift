// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// What one case of the kernel's benchmark showed; a line of output.
struct KernelMeasurement: Encodable {
    /// What another program took for the same in the same run.
    struct Peer: Encodable {
        let name: String
        /// How many routes; fewer than ours when it would take minutes.
        var n: Int?
        var seconds: Double?
        var rate: Double?
        /// Our rate by this one's: the median over the pairs.
        var ratio: Double?
        /// Why there is nothing to compare with.
        var missing: String?
    }

    let `case`: String
    let n: Int
    /// The median over the rounds.
    let seconds: Double
    let rate: Double
    /// How many writes the last round needed.
    let writes: Int
    /// KiB of this process, with the desired state.
    let peakMemory: Int
    var peers: [Peer] = []
    /// The rate by that of a tenth of the routes, in the same run: 1 is linear.
    var linear: Double?

    init(_ name: String, _ n: Int, seconds: [Double], writes: Int) {
        `case` = name
        self.n = n
        let median = seconds.median
        self.seconds = median.rounded(to: 6)
        rate = (Double(n) / median).rounded()
        self.writes = writes
        peakMemory = Memory.peak
    }
}

extension [Double] {
    var median: Double {
        let sorted = sorted()
        guard !sorted.isEmpty else { return .nan }
        return (sorted[(count - 1) / 2] + sorted[count / 2]) / 2
    }
}

extension Double {
    func rounded(to digits: Int) -> Double {
        let unit = (0..<digits).reduce(1.0) { unit, _ in unit * 10 }
        return (self * unit).rounded() / unit
    }
}
