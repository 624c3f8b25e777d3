// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import CommandLineKit
internal import TenancyAPI
internal import TenancyClient

/// Why a command ends without having done what was asked.
struct Failure: Error, Equatable {
    let exitCode: Int32
    let problem: Problem

    /// An error answer of the daemon: the one place where a status gets its exit code.
    init(_ problem: Problem) {
        self.problem = problem
        exitCode =
            switch problem.status {
            case 403: ExitCode.forbidden
            case 409, 412: ExitCode.moved
            case 504: ExitCode.timedOut
            default: ExitCode.failure
            }
    }

    /// A failure on this side; it has no HTTP status.
    init(_ exitCode: Int32, code: String, _ message: String, hint: String?) {
        self.exitCode = exitCode
        problem = Problem(status: 0, code: code, detail: message, hint: hint)
    }

    /// A request without an answer, or with one that is no success.
    init(_ error: ClientError) {
        switch error {
        case .problem(let problem): self.init(problem)
        case .daemonUnreachable:
            self.init(
                ExitCode.unreachable, code: "daemon.unreachable", "\(error)", hint: "systemctl status tenancyd")
        case .permissionDenied:
            self.init(ExitCode.forbidden, code: "daemon.forbidden", "\(error)", hint: Self.membership)
        case .timedOut:
            self.init(
                ExitCode.timedOut, code: "daemon.timed-out", "\(error)",
                hint: "tenancyctl journal list shows what was stored")
        case .fileRefused:
            self.init(ExitCode.failure, code: "file.refused", "\(error)", hint: nil)
        case .protocolError:
            self.init(ExitCode.failure, code: "daemon.malformed", "\(error)", hint: "tenancyctl version")
        }
    }

    /// The way out of a refusal.
    var hint: String? {
        problem.hint ?? (exitCode == ExitCode.forbidden ? Self.membership : nil)
    }

    private static let membership =
        "only root and group tenancy may do this, group tenancy-view may read: sudo usermod -aG tenancy \"$USER\""
}
