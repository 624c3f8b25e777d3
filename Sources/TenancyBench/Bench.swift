// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import Platform
internal import SQLite
internal import TenancyAPI

/// Runs cases, each in a process and a folder of its own.
struct Bench: Sendable {
    /// One thing to measure: its name, and its preparation with the operations that it times.
    struct Case: Sendable {
        let name: String
        let body: @Sendable (Workbench) async throws -> Timing
    }

    /// Where the folders are made.
    let parent: String
    let isQuick: Bool

    /// Runs one case, prints its line, and removes its files.
    func run(_ one: Case) async throws {
        let folder = "\(parent)/tenancy-bench.\(UInt64.random(in: .min ... .max))"
        try FileSystem.createDirectory(folder, mode: 0o700)
        defer {
            for file in (try? FileSystem.list(folder)) ?? [] { try? FileSystem.remove("\(folder)/\(file)") }
            try? FileSystem.removeDirectory(folder)
        }
        let limit = try await Self.durableLimit(in: folder)
        // As requests of the socket run.
        let timing = try await withTaskExecutorPreference(BlockingExecutor.shared) {
            try await one.body(try await Workbench(folder: folder))
        }
        let line = Measurement(one.name, timing, peakMemory: Memory.peak, durableLimit: limit)
        StandardStream.write(String(decoding: try JSON.encode(line), as: UTF8.self) + "\n", to: 1)
    }

    /// Runs a case in a process of its own, so that its peak of memory is its own.
    func runApart(_ one: Case) throws {
        let arguments = ["ipam", "--case", one.name, "--dir", parent] + (isQuick ? ["--quick"] : [])
        let output = try ChildProcess.run(
            executable: "/proc/self/exe", arguments: arguments, deadline: .seconds(1800))
        StandardStream.write(String(decoding: output.stdout, as: UTF8.self), to: 1)
        StandardStream.write(String(decoding: output.stderr, as: UTF8.self), to: 2)
        guard output.status.isSuccess else { throw BenchError(name: one.name, status: output.status) }
    }

    /// Commits per second of one row each: what the disk and SQLite allow to one who waits for each of them.
    private static func durableLimit(in folder: String) async throws -> Double {
        let connection = try Connection(path: "\(folder)/limit", access: .readWrite)
        try connection.execute(
            script: """
                PRAGMA journal_mode = WAL;
                PRAGMA synchronous = FULL;
                CREATE TABLE row(id INTEGER PRIMARY KEY, content BLOB NOT NULL) STRICT;
                """)
        let timing = try await Timing.of(2000) { _ in
            try connection.run("INSERT INTO row(content) VALUES(zeroblob(200))")
        }
        return Double(timing.latencies.count) / (timing.total / .seconds(1))
    }
}

/// A case that did not end well.
struct BenchError: Error, CustomStringConvertible {
    let name: String
    let status: ChildProcess.Status
    var description: String { "case \(name): \(status)" }
}
