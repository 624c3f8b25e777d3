// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import SQLite
internal import Synchronization
internal import TenancyCore

/// A write of any result type that waits for its group.
protocol QueuedWrite: AnyObject, Sendable {
    /// Carries the write out inside the transaction of its group.
    ///
    /// - Throws: What ends the group. A refusal of this write alone is not thrown but kept as its outcome; its rows are undone.
    func run(on connection: Connection) throws
    /// Makes the outcome known: what `run` left, or the failure of the group.
    func end(with failure: TenancyError?)
}

/// One write: what it does, and how it ended once its group has been committed.
final class PendingWrite<Value: Sendable>: QueuedWrite {
    typealias Body = @Sendable (Connection) throws -> (Value, Connection.Ending)

    private enum State {
        case queued
        case ran(Result<Value, any Error>)
        case ended(Result<Value, any Error>)
    }

    private let body: Body
    private let state = Mutex(State.queued)

    init(_ body: @escaping Body) { self.body = body }

    /// The outcome; `nil` while it is open.
    var outcome: Result<Value, any Error>? {
        state.withLock { if case .ended(let outcome) = $0 { outcome } else { nil } }
    }

    func run(on connection: Connection) throws {
        let outcome: Result<Value, any Error>
        do {
            let value = try connection.savepoint {
                let (value, ending) = try body(connection)
                guard ending == .rollBack || !connection.hasOpenReferences else {
                    throw TenancyError(.internal, "the change would leave a reference to a row that is missing")
                }
                return (value, ending)
            }
            outcome = .success(value)
        } catch {
            // What fails in the file fails for all; a constraint, as every other refusal, concerns this write alone.
            if let error = error as? SQLiteError {
                guard case .constraint = error.code else { throw error }
            }
            guard connection.isInTransaction else { throw error }
            outcome = .failure(error)
        }
        state.withLock { $0 = .ran(outcome) }
    }

    func end(with failure: TenancyError?) {
        state.withLock { state in
            // Also a refusal counts only when the plan that it was made on has been committed.
            if let failure {
                state = .ended(.failure(failure))
            } else if case .ran(let outcome) = state {
                state = .ended(outcome)
            }
        }
    }
}
