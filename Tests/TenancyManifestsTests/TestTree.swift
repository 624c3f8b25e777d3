// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Platform
import TenancyCore

extension ManifestTree {
    /// The content of a file as text.
    func text(_ path: String) -> String? { self[path].map { String(decoding: $0, as: UTF8.self) } }

    /// The paths below a folder, without it.
    func paths(in folder: String) -> [String] {
        paths.filter { $0.hasPrefix(folder + "/") }.map { String($0.dropFirst(folder.count + 1)) }
    }

    /// Writes the tree as files.
    func write(to folder: URL) throws {
        for (path, bytes) in files {
            let file = folder.appending(path: path)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(bytes).write(to: file)
        }
    }
}

/// Calls with a folder of its own, which is removed afterwards.
func withTemporaryFolder<T>(_ body: (URL) throws -> T) throws -> T {
    let folder = FileManager.default.temporaryDirectory.appending(path: "tenancy-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder)
}

/// Runs a program and returns its status and what it printed.
func run(_ program: String, _ arguments: [String], environment: [String: String] = [:]) throws -> (
    status: ChildProcess.Status, output: String
) {
    let output = try ChildProcess.run(
        executable: program, arguments: arguments, environment: ["PATH": "/usr/bin:/bin"].merging(environment) { $1 },
        deadline: .seconds(300))
    return (output.status, String(decoding: output.stdout + output.stderr, as: UTF8.self))
}
