// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// What one case of the cluster's benchmark showed; a line of output. Memory is in KiB, as the kernel counts what is resident.
struct ClusterMeasurement: Encodable {
    /// What happened while nobody did anything.
    struct Rest: Encodable {
        let seconds: Int
        /// As the server has counted them.
        let requests: Int
        let requestsPerMinute: Double
        /// How long all threads of the process have computed.
        let cpuMilliseconds: Int
    }

    let `case`: String
    let objects: Int
    /// Until all of them were known.
    var seconds: Double?
    /// Before the first request, when all is known, and at most.
    var before: Int?
    var after: Int?
    var peak: Int?
    /// After so many changes, one after the other.
    var afterEvents: [Int]?
    /// Milliseconds from the command to the server until a change is known.
    var p50: Double?
    var p99: Double?
    var slowest: Double?
    var rest: Rest?
    /// How many connections the server has accepted in all.
    var connections: Int?
}
