// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

/// A planned failure of the n-th step of a connection: how tests make a disk fail.
///
/// A connection without one pays a comparison with `nil` per step.
package final class Fault: Sendable {
    private struct State {
        var remaining: Int?
        var code: ResultCode
        var steps: Int
    }

    private let state = Mutex(State(remaining: nil, code: .ioError, steps: 0))

    package init() {}

    /// Makes the n-th step from now (1 is the next) fail once with `code`, and counts steps from zero again.
    package func arm(step: Int, code: ResultCode) {
        state.withLock { $0 = State(remaining: step, code: code, steps: 0) }
    }

    /// Lets every step pass, and counts steps from zero again.
    package func disarm() {
        state.withLock { $0 = State(remaining: nil, code: .ioError, steps: 0) }
    }

    /// The steps since the last `arm` or `disarm`.
    package var steps: Int {
        state.withLock { $0.steps }
    }

    /// Counts one step and returns the code it must fail with, if it must.
    func next() -> ResultCode? {
        state.withLock { state in
            state.steps += 1
            guard let remaining = state.remaining else { return nil }
            state.remaining = remaining == 1 ? nil : remaining - 1
            return remaining == 1 ? state.code : nil
        }
    }
}
