// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// Knows from which value another one was made and what was changed since, so that the two are compared at the cost of the change and not of their size.
struct Lineage<Key: Hashable & Sendable>: Sendable {
    private final class Mark: Sendable {}

    /// What the value is known by; `nil` since it was changed.
    private var mark: Mark?
    private var origin: (mark: Mark, changed: Set<Key>)?

    init() {}

    /// Notes a change of the value.
    mutating func note(_ key: Key) {
        if let mark { origin = (mark, []) }
        mark = nil
        origin?.changed.insert(key)
    }

    /// Makes the value one that others are made from.
    mutating func complete() {
        if mark == nil { mark = Mark() }
    }

    /// What was changed since the value was another one; `nil` when it was not made from that.
    func changes(since old: Self) -> Set<Key>? {
        guard let known = old.mark else { return nil }
        if mark === known { return [] }
        return origin?.mark === known ? origin?.changed : nil
    }
}
