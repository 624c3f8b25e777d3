// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import SQLite
internal import TenancyCore

extension TenancyError {
    /// The answer for an error that came up while the plan at `path` was used; one that is an answer already stays as it is.
    init(_ error: any Error, plan path: String) {
        guard let error = error as? SQLiteError else {
            self = error as? TenancyError ?? TenancyError(.internal, "cannot use the plan", cause: "\(error)")
            return
        }
        let cause = error.description
        self =
            switch error.code {
            case .full:
                TenancyError(
                    .storeUnavailable, "cannot write the plan \(path): its disk is full", hint: "df -h \(path)",
                    cause: cause)
            case .ioError:
                TenancyError(
                    .storeUnavailable, "cannot use the plan \(path): its disk fails",
                    hint: "look for the disk's errors, then restart the daemon: journalctl -k -p err", cause: cause)
            case .readOnly, .cannotOpen:
                TenancyError(
                    .storeUnavailable, "cannot open the plan \(path) for writing", hint: "ls -l \(path)", cause: cause)
            case .busy:
                TenancyError(
                    .storeUnavailable, "cannot use the plan \(path): another process has it open",
                    hint: "fuser -v \(path)", cause: cause)
            case .corrupt, .notADatabase:
                TenancyError(
                    .storeDamaged, "cannot use the plan \(path): the file is damaged", hint: Self.restoreHint(path),
                    cause: cause)
            default:
                TenancyError(.internal, "cannot use the plan \(path)", cause: cause)
            }
    }

    /// What to do with a damaged file.
    static func restoreHint(_ path: String) -> String {
        "stop the daemon, then put the newest good copy in its place: tenancyd --restore FILE; what it replaces is kept"
    }
}
