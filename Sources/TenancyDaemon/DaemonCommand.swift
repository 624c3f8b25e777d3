// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import CommandLineKit
import Platform
package import TenancyCore
import TenancyKernel
import TenancyStore

/// `tenancyd` from its arguments to its exit code.
package enum DaemonCommand {
    private static let failed: Int32 = 1
    private static let misconfigured: Int32 = 78

    /// Runs the daemon on this host's kernel, or checks a configuration.
    package static func run(_ arguments: [String]) async -> Int32 {
        await run(arguments) { try LinuxKernel(memory: "\($0.stateDirectory)/kernel") }
    }

    /// Runs the daemon, or checks a configuration.
    ///
    /// - Parameters:
    ///   - arguments: Without the program's name.
    ///   - kernel: Makes the kernel's programmer.
    /// - Returns: The exit code.
    package static func run(
        _ arguments: [String], kernel: @Sendable (Configuration) throws -> any KernelProgrammer
    ) async -> Int32 {
        let environment = Host.environment
        do {
            switch try DaemonArguments.program.parse(arguments, environment: environment) {
            case .text(let text):
                StandardStream.write(text, to: 1)
                return 0
            case .command(let match):
                let file = match[DaemonArguments.configuration]
                let configuration = try Configuration(file: file, hostName: Host.name)
                guard !match[DaemonArguments.check] else {
                    StandardStream.write("\(file): the configuration is right\n", to: 1)
                    return 0
                }
                if match[DaemonArguments.cleanup] { return try await cleanUp(configuration, try kernel(configuration)) }
                if let backup = match[DaemonArguments.restore] {
                    try restore(backup, to: match[DaemonArguments.time], configuration)
                    return 0
                }
                if match[DaemonArguments.time] != nil {
                    throw UsageError("option '--to' is for '--restore', which is not given", hint: "add --restore FILE")
                }
                let logger = Logger.standardError(level: configuration.logLevel, environment: environment)
                let daemon = Daemon(file: file, configuration: configuration, environment: environment, logger: logger)
                try await daemon.run(
                    kernel: kernel, nodeAddresses: try LinuxAddresses(), occupancy: try LinuxOccupancy())
                return 0
            }
        } catch let error as UsageError {
            complain(error.message, hint: error.hint)
            return UsageError.exitCode
        } catch let error as ConfigurationError {
            complain(error.description, hint: error.hint)
            return misconfigured
        } catch let error as TenancyError {
            complain(error.description, hint: error.hint)
            return failed
        } catch {
            complain("\(error)", hint: nil)
            return failed
        }
    }

    private static func restore(_ backup: String, to time: Timestamp?, _ configuration: Configuration) throws {
        let path = configuration.databasePath
        let result = try SQLiteStore.restore(
            path, from: backup, to: time, now: Timestamp(microseconds: SystemClock.microseconds()))
        var lines = [
            "\(path) is the plan of revision \(result.restored) (\(result.at)), proved whole",
            "\(result.replayed) changes after the backup were made again; the restore itself is revision \(result.revision)",
        ]
        if let kept = result.kept { lines.append("what it replaces is kept: \(kept)") }
        lines.append("kernel and manifests follow when the daemon starts")
        StandardStream.write(lines.joined(separator: "\n") + "\n", to: 1)
    }

    /// Takes everything of ours out of the kernel, while no daemon runs.
    private static func cleanUp(_ configuration: Configuration, _ kernel: any KernelProgrammer) async throws -> Int32 {
        let path = configuration.databasePath
        // The lock of the plan is what a running daemon holds; without a plan there is none.
        let store =
            FileSystem.exists(path)
            ? try await SQLiteStore.open(path: path, now: Timestamp(microseconds: SystemClock.microseconds())) : nil
        defer { withExtendedLifetime(store) {} }
        let report = await kernel.removeAll()
        StandardStream.write(report.changes.map { $0 + "\n" }.joined(), to: 1)
        let rest = report.writes - report.changes.count
        if rest > 0 { StandardStream.write("and \(rest) more\n", to: 1) }
        for failure in report.failures { complain(failure.message, hint: failure.hint) }
        if report.failures.isEmpty { StandardStream.write("nothing of ours is in the kernel\n", to: 1) }
        return report.failures.isEmpty ? 0 : failed
    }

    private static func complain(_ message: String, hint: String?) {
        StandardStream.write("error: \(message)\n" + (hint.map { "hint: \($0)\n" } ?? ""), to: 2)
    }
}
