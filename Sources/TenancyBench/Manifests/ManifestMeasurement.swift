// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// What one case of the manifests' benchmark showed; a line of output.
struct ManifestMeasurement: Codable {
    let `case`: String
    let tenants: Int
    /// How many files the tree has.
    let files: Int
    /// How many operations were timed.
    let n: Int
    /// Milliseconds of one operation.
    let p50: Double
    let p99: Double
    /// KiB of the case's process; for git and Python theirs.
    let peakMemory: Int
    /// p50 by that of other cases of the same run.
    var ratios: [String: Double]?

    init(_ name: String, tenants: Int, files: Int, milliseconds: [Double], peakMemory: Int) {
        `case` = name
        self.tenants = tenants
        self.files = files
        n = milliseconds.count
        let sorted = milliseconds.sorted()
        func quantile(_ part: Int) -> Double {
            ((sorted.isEmpty ? 0 : sorted[sorted.count * part / 100]) * 100).rounded() / 100
        }
        p50 = quantile(50)
        p99 = quantile(99)
        self.peakMemory = peakMemory
    }
}
