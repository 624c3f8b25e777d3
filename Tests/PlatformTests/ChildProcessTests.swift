// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Platform
import Testing

@Suite("Child processes")
struct ChildProcessTests {
    private func shell(
        _ script: String, environment: [String: String] = [:], directory: String? = nil, input: [UInt8] = [],
        deadline: Duration = .seconds(20), outputLimit: Int = 1 << 20
    ) throws -> ChildProcess.Output {
        try ChildProcess.run(
            executable: "/bin/sh", arguments: ["-c", script], environment: environment, directory: directory,
            input: input, deadline: deadline, outputLimit: outputLimit)
    }

    @Test("both streams and the exit status come back")
    func output() throws {
        let output = try shell("echo out; echo err >&2; exit 3")
        #expect(output.status == .exited(3))
        #expect(output.stdout == Array("out\n".utf8))
        #expect(output.stderr == Array("err\n".utf8))
        #expect(!output.status.isSuccess)
    }

    @Test("the child sees the given environment and nothing of ours")
    func environment() throws {
        #expect(ProcessInfo.processInfo.environment["PATH"] != nil)
        let output = try ChildProcess.run(
            executable: "env", environment: ["B": "2 = two", "A": "1"], deadline: .seconds(20))
        #expect(String(decoding: output.stdout, as: UTF8.self) == "A=1\nB=2 = two\n")
    }

    @Test("arguments pass through unchanged")
    func arguments() throws {
        let arguments = ["%s|", "a b", "$HOME", "", "'\"\n", "ü"]
        let output = try ChildProcess.run(executable: "printf", arguments: arguments, deadline: .seconds(20))
        #expect(String(decoding: output.stdout, as: UTF8.self) == "a b|$HOME||'\"\n|ü|")
    }

    @Test("a megabyte of input comes back while the child does not wait for its end")
    func largeInput() throws {
        let input = (0..<(1 << 20)).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        #expect(try shell("cat", input: input).stdout == input)
    }

    @Test("input that nobody reads does no harm")
    func unreadInput() throws {
        #expect(try shell("exit 0", input: Array(repeating: 1, count: 1 << 20)).status.isSuccess)
    }

    @Test("no descriptor but the three streams reaches the child")
    func descriptors() throws {
        let leaking = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(leaking) }
        // The fourth number is of the listing itself.
        let output = try ChildProcess.run(executable: "ls", arguments: ["/proc/self/fd"], deadline: .seconds(20))
        #expect(String(decoding: output.stdout, as: UTF8.self) == "0\n1\n2\n3\n")
    }

    @Test("the child starts in the directory and with default signals")
    func directoryAndSignals() throws {
        signal(SIGPIPE, SIG_IGN)
        let output = try shell("pwd; kill -PIPE $$", directory: "/usr")
        #expect(output.status == .killed(signal: SIGPIPE))
        #expect(output.stdout == Array("/usr\n".utf8))
    }

    @Test("a deadline kills the whole group")
    func deadline() throws {
        // The grandchild holds the pipe open, so a kill of the shell alone would leave it running.
        let directory = try TemporaryDirectory()
        let file = directory.file("pid")
        #expect(throws: ChildProcessError.timedOut(executable: "/bin/sh", deadline: .milliseconds(300))) {
            try shell("sleep 1000 & echo $! > \(file); wait", deadline: .milliseconds(300))
        }
        let grandchild = try #require(firstLine(of: file).flatMap { Int32($0) })
        #expect(processEnds(grandchild))
    }

    @Test("a background process of a child that ended does not hold the call, and is ended")
    func background() throws {
        let output = try shell("sleep 1000 & echo $!")
        let pid = try #require(Int32(String(decoding: output.stdout, as: UTF8.self).dropLast()))
        #expect(output.status.isSuccess)
        #expect(processEnds(pid))
    }

    @Test("too much output ends the child")
    func outputLimit() {
        #expect(throws: ChildProcessError.outputTooLarge(executable: "/bin/sh", limit: 1000)) {
            try shell("yes", outputLimit: 1000)
        }
    }

    @Test("output of exactly the limit is kept")
    func exactLimit() throws {
        #expect(try shell("printf 12345678", outputLimit: 8).stdout.count == 8)
    }

    @Test("an executable that is not there is named with the reason")
    func missingExecutable() {
        let error = #expect(throws: ChildProcessError.self) {
            try ChildProcess.run(executable: "/nowhere/tool", deadline: .seconds(1))
        }
        #expect(error?.description == "cannot run /nowhere/tool: No such file or directory")
    }

    @Test("a directory that is not there is named")
    func missingDirectory() {
        let error = #expect(throws: ChildProcessError.self) { try shell("true", directory: "/nowhere") }
        #expect(error?.description == "cannot run /bin/sh in /nowhere: No such file or directory")
    }

    /// Waits for a killed process to be reaped by init: until then its number still answers.
    private func processEnds(_ pid: pid_t) -> Bool {
        let end = ContinuousClock.now + .seconds(10)
        while ContinuousClock.now < end {
            if kill(pid, 0) != 0 || isZombie(pid) { return true }
            sched_yield()
        }
        return false
    }

    private func isZombie(_ pid: pid_t) -> Bool {
        firstLine(of: "/proc/\(pid)/stat")?.contains(") Z ") ?? true
    }
}
