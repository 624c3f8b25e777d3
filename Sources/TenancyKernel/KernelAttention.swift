// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import Netlink

/// What of the kernel has to be looked at, as events tell it between two looks.
struct KernelAttention {
    /// What concerns us since the last application.
    var interest = KernelInterest()
    /// Whose routes may have changed and were not looked at yet.
    private var scope = RouteScope()

    /// Whether one of the events concerns us.
    mutating func note(_ events: [NetworkEvent]) -> Bool {
        var isConcerned = false
        for event in events where interest.note(event, in: &scope) { isConcerned = true }
        return isConcerned
    }

    /// How often events were lost.
    private(set) var losses = 0

    /// Events are lost: anything may have changed.
    mutating func noteLoss() {
        losses += 1
        scope.isAll = true
    }

    /// What has to be looked at now; what comes later is for the next look.
    mutating func take() -> RouteScope {
        defer { scope = RouteScope() }
        return scope
    }
}
