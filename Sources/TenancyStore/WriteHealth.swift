// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import SQLite
internal import Synchronization
internal import TenancyCore

/// Whether writing works, and what every refused write is answered with when it does not.
final class WriteHealth: Sendable {
    private let state = Mutex<WriteObstacle?>(nil)

    /// What is in the way; `nil` when the last write passed.
    var obstacle: WriteObstacle? { state.withLock(\.self) }

    /// - Throws: the answer of a write that must not be tried.
    func check() throws {
        if let obstacle, obstacle.isLasting { throw obstacle.error }
    }

    /// A write has passed.
    func wrote() {
        state.withLock { if $0?.isLasting == false { $0 = nil } }
    }

    /// A write has failed with a code of SQLite's. A flush that failed must not be tried again as if it had not; a full disk has been undone cleanly.
    func refused(after code: ResultCode, with answer: TenancyError) {
        switch code {
        case .ioError, .corrupt, .notADatabase: stop(with: answer)
        case .full, .readOnly, .cannotOpen:
            state.withLock { if $0?.isLasting != true { $0 = WriteObstacle(error: answer, isLasting: false) } }
        default: break
        }
    }

    /// A read has failed: what is damaged must not be written to. A disk that fails to read is tried again.
    func foundWhileReading(_ code: ResultCode, _ answer: TenancyError) {
        switch code {
        case .corrupt, .notADatabase: stop(with: answer)
        default: break
        }
    }

    /// The first reason counts.
    private func stop(with answer: TenancyError) {
        state.withLock { if $0?.isLasting != true { $0 = WriteObstacle(error: answer, isLasting: true) } }
    }
}
