// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import Synchronization
internal import TenancyCore

/// What is known of the cluster, and whom to tell when it changes.
final class ClusterCache: Sendable {
    private struct State {
        var view = ClusterView()
        var look: (@Sendable () -> Void)?
    }

    private let state = Mutex(State())

    /// What is known now.
    var view: ClusterView { state.withLock { $0.view } }

    /// Names whom to tell.
    func tell(_ look: @escaping @Sendable () -> Void) { state.withLock { $0.look = look } }

    /// Changes what is known; tells only when it is another thing afterwards.
    ///
    /// - Parameter change: Returns whether it has changed something.
    func update(_ change: (inout ClusterView) -> Bool) {
        let look = state.withLock { state in change(&state.view) ? state.look : nil }
        look?()
    }
}
