// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// When the kernel has to be looked at again: after events that concern us have been quiet for a moment, after a bounded time if they never are, and after
/// a loss of events, but then not all the time. Pure; time is a parameter, counted from any fixed point.
package struct WatchMachine: Sendable {
    /// A device that joins a VRF makes a dozen events within this time. Longer, and ten thousand routes are not back within a tenth of a second.
    package static let quiet = Duration.milliseconds(20)
    /// An endless stream of events delays a look no longer than this.
    package static let longest = Duration.milliseconds(100)
    /// The least time between two looks that were asked for by lost events: what overruns a 64 MiB buffer will do so again.
    package static let lossPause = Duration.seconds(2)

    /// When the first and the last event came that no look has seen yet.
    private var pending: (first: Duration, last: Duration)?
    /// When a look is due because events are lost.
    private var lossDue: Duration?
    private var lastLossLook: Duration?

    package init() {}

    /// An event concerns us.
    package mutating func note(at now: Duration) {
        pending = (pending?.first ?? now, now)
    }

    /// Events are lost: anything may have changed.
    package mutating func noteLoss(at now: Duration) {
        guard lossDue == nil else { return }
        lossDue = max(now + Self.quiet, lastLossLook.map { $0 + Self.lossPause } ?? .zero)
    }

    /// When to call `fire`; nil as long as there is nothing to wait for.
    package var due: Duration? {
        let quiet = pending.map { min($0.last + Self.quiet, $0.first + Self.longest) }
        guard let quiet, let lossDue else { return quiet ?? lossDue }
        return min(quiet, lossDue)
    }

    /// Whether to look now. What led to it is forgotten.
    package mutating func fire(at now: Duration) -> Bool {
        guard let due, due <= now else { return false }
        if let lossDue, lossDue <= now {
            lastLossLook = now
            self.lossDue = nil
        }
        pending = nil
        return true
    }
}
