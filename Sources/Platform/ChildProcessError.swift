// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// Why a child process gave no result. A child that ran and failed is no error: see ``ChildProcess/Output/status``.
package enum ChildProcessError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The executable could not be started, or the directory not be entered.
    case cannotStart(executable: String, directory: String?, reason: Errno)
    /// The child ran longer than it may; it and its process group were killed.
    case timedOut(executable: String, deadline: Duration)
    /// The child wrote more than it may to one of its streams; it and its process group were killed.
    case outputTooLarge(executable: String, limit: Int)
    /// A system call around the child failed; the child and its process group were killed.
    case interrupted(executable: String, reason: Errno)

    package var description: String {
        switch self {
        case .cannotStart(let executable, nil, let reason):
            "cannot run \(executable): \(reason)"
        case .cannotStart(let executable, let directory?, let reason):
            "cannot run \(executable) in \(directory): \(reason)"
        case .timedOut(let executable, let deadline):
            "cannot finish \(executable) within \(deadline): killed"
        case .outputTooLarge(let executable, let limit):
            "cannot keep the output of \(executable): more than \(limit) bytes"
        case .interrupted(let executable, let reason):
            "cannot talk to \(executable): \(reason)"
        }
    }
}
