// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import SQLite
internal import Synchronization
internal import TenancyCore

/// A write of any result type that waits for its group.
protocol QueuedWrite: AnyObject, Sendable {
    /// Whether what it does is never kept: a dry run.
    var isTentative: Bool { get }
    /// Carries the write out inside the transaction of its group. It may be carried out again after it was undone.
    ///
    /// - Returns: whether what it did is to be undone. A refusal of this write alone is not thrown but kept as its outcome.
    /// - Throws: What ends the group.
    func run(on connection: Connection) throws -> Connection.Ending
    /// Makes the outcome known: what `run` left, or the failure of the group.
    func end(with failure: TenancyError?)
}

/// One write: what it does, and how it ended once its group has been committed.
final class PendingWrite<Value: Sendable>: QueuedWrite {
    typealias Body = @Sendable (Connection) throws -> (Value, Connection.Ending)

    private struct State {
        var outcome: Result<Value, any Error>?
        var hasEnded = false
        /// Who waits for the end.
        var waiter: CheckedContinuation<Void, Never>?
    }

    let isTentative: Bool
    private let body: Body
    private let state = Mutex(State())

    init(isTentative: Bool = false, _ body: @escaping Body) {
        self.isTentative = isTentative
        self.body = body
    }

    /// The outcome; `nil` while it is open.
    var outcome: Result<Value, any Error>? {
        state.withLock { $0.hasEnded ? $0.outcome : nil }
    }

    /// Returns when the outcome is known.
    func wait() async {
        await withCheckedContinuation { continuation in
            let hasEnded = state.withLock { state in
                if !state.hasEnded { state.waiter = continuation }
                return state.hasEnded
            }
            if hasEnded { continuation.resume() }
        }
    }

    func run(on connection: Connection) throws -> Connection.Ending {
        let outcome: Result<Value, any Error>
        var ending = Connection.Ending.rollBack
        do {
            let value: Value
            (value, ending) = try checked(connection)
            outcome = .success(value)
        } catch {
            outcome = .failure(try refusal(error, connection))
        }
        state.withLock { $0.outcome = outcome }
        return ending
    }

    private func checked(_ connection: Connection) throws -> (Value, Connection.Ending) {
        let (value, ending) = try body(connection)
        guard ending == .rollBack || !connection.hasOpenReferences else {
            throw TenancyError(.internal, "the change would leave a reference to a row that is missing")
        }
        return (value, ending)
    }

    /// The error as the refusal of this write, when it is one: a constraint, as every answer of the planner, concerns this write alone, and what fails in
    /// the file fails for all.
    private func refusal(_ error: any Error, _ connection: Connection) throws -> any Error {
        if let error = error as? SQLiteError {
            guard case .constraint = error.code else { throw error }
        }
        guard connection.isInTransaction else { throw error }
        return error
    }

    func end(with failure: TenancyError?) {
        let waiter = state.withLock { state in
            // Also a refusal counts only when the plan that it was made on has been committed.
            if let failure { state.outcome = .failure(failure) }
            state.hasEnded = true
            return state.waiter.take()
        }
        waiter?.resume()
    }
}
