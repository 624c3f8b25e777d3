// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import CLinux
import Glibc

/// A started child and its process group; whoever drops it without ``reap()`` kills the group.
struct RunningChild: ~Copyable {
    private let pid: pid_t
    /// Readable when the child has ended.
    let exit: Int32

    init(
        _ executable: String, arguments: [String], environment: [String: String], directory: String?,
        standard: [Int32]
    ) throws(Errno) {
        var pid: pid_t = -1
        let variables = environment.map { "\($0.key)=\($0.value)" }.sorted()
        let error = unsafe withCStrings([executable] + arguments) { arguments in
            unsafe withCStrings(variables) { environment in
                unsafe clinux_spawn(&pid, executable, arguments, environment, directory, standard)
            }
        }
        guard error == 0 else { throw Errno(rawValue: error) }
        let exit = clinux_pidfd_open(pid)
        guard exit >= 0 else {
            let reason = Errno.current
            Self.end(pid)
            throw reason
        }
        self.pid = pid
        self.exit = exit
    }

    /// Kills what is left of the group and returns how the child itself ended; waits when it still runs.
    consuming func reap() -> ChildProcess.Status {
        let status = Self.end(pid)
        close(exit)
        discard self
        return status
    }

    deinit {
        Self.end(pid)
        close(exit)
    }

    /// The group is killed before its leader is reaped: until then no other process can get its number.
    @discardableResult
    private static func end(_ pid: pid_t) -> ChildProcess.Status {
        kill(-pid, SIGKILL)
        var status: Int32 = 0
        while unsafe waitpid(pid, &status, 0) < 0, errno == EINTR {}
        // WIFEXITED and its kin are macros: the low seven bits are the signal, the next byte the exit status.
        let signal = status & 0x7f
        return signal == 0 ? .exited((status >> 8) & 0xff) : .killed(signal: signal)
    }
}

/// Calls `body` with a null-terminated array of C strings.
private func withCStrings<Result>(
    _ strings: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result
) -> Result {
    var pointers = unsafe strings.map { unsafe strdup($0) }
    unsafe pointers.append(nil)
    defer { unsafe pointers.forEach { unsafe free($0) } }
    return unsafe body(pointers)
}
