// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import CLinux
import Glibc

/// Runs an executable to its end, without a shell.
package enum ChildProcess {
    /// How a child ended.
    package enum Status: Equatable, Sendable, CustomStringConvertible {
        case exited(Int32)
        case killed(signal: Int32)

        package var isSuccess: Bool { self == .exited(0) }

        package var description: String {
            switch self {
            case .exited(let code): "exit status \(code)"
            case .killed(let signal): "killed by signal \(signal)"
            }
        }
    }

    /// What a child left behind.
    package struct Output: Equatable, Sendable {
        package let status: Status
        package let stdout: [UInt8]
        package let stderr: [UInt8]
    }

    /// Runs `executable` and returns how it ended and what it wrote; blocks the calling thread until then.
    ///
    /// The child sees exactly `environment`, `input` as its standard input, default signal handling, none of this
    /// process's ambient capabilities, and no descriptor but its three streams. It leads a process group of its own, and no member of the group outlives the call:
    /// what a grandchild writes after the child's own end is lost. An executable without a slash is searched in
    /// this process's `PATH`. `outputLimit` holds for each of the two output streams.
    /// The corresponding C function is `posix_spawnp`.
    package static func run(
        executable: String, arguments: [String] = [], environment: [String: String] = [:], directory: String? = nil,
        input: [UInt8] = [], deadline: Duration, outputLimit: Int = 16 << 20
    ) throws(ChildProcessError) -> Output {
        let end = ContinuousClock.now + deadline
        var streams: ChildStreams
        let child: RunningChild
        do throws(Errno) {
            // A file and not a pipe: nothing to feed while the child runs, and no SIGPIPE when it does not read.
            let standardInput = FileDescriptor(adopting: unsafe clinux_memory_file("stdin"))
            guard standardInput.raw >= 0 else { throw .current }
            try standardInput.write(input)
            lseek(standardInput.raw, 0, SEEK_SET)
            let stdout = try Pipe()
            let stderr = try Pipe()
            child = try RunningChild(
                executable, arguments: arguments, environment: environment, directory: directory,
                standard: [standardInput.raw, stdout.writing.raw, stderr.writing.raw])
            streams = ChildStreams(stdout: stdout.reading, stderr: stderr.reading, limit: outputLimit)
        } catch {
            throw .cannotStart(executable: executable, directory: directory, reason: error)
        }
        var hasEnded = false
        while !hasEnded {
            let left = end - ContinuousClock.now
            guard left > .zero else { throw .timedOut(executable: executable, deadline: deadline) }
            do throws(Errno) {
                hasEnded = try streams.read(from: child, atMost: left)
            } catch {
                throw .interrupted(executable: executable, reason: error)
            }
            guard streams.isWithinLimit else { throw .outputTooLarge(executable: executable, limit: outputLimit) }
        }
        return Output(status: child.reap(), stdout: streams.stdout.bytes, stderr: streams.stderr.bytes)
    }
}
