// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// A bounded queue with a line for each party. Lines are served in turn, one element each, so that nobody waits for all that another one has queued.
struct FairQueue<Element> {
    /// How many elements wait at most: of all parties, and of one.
    struct Limits: Sendable {
        var all = 1024
        var party = 256
    }

    let limits: Limits
    private var lines: [String: ArraySlice<Element>] = [:]
    /// The parties that have a line, the one whose turn it is first.
    private var turns: ArraySlice<String> = []
    private(set) var count = 0

    init(limits: Limits) { self.limits = limits }

    /// Puts an element at the end of its party's line.
    ///
    /// - Returns: Whether there was room.
    mutating func append(_ element: Element, of party: String) -> Bool {
        guard count < limits.all, lines[party]?.count ?? 0 < limits.party else { return false }
        if lines[party] == nil { turns.append(party) }
        lines[party, default: []].append(element)
        count += 1
        return true
    }

    /// Takes what is next, in the order in which it is served.
    mutating func take(atMost limit: Int) -> [Element] {
        var taken: [Element] = []
        while taken.count < limit, let party = turns.popFirst() {
            guard let element = lines[party]?.popFirst() else { continue }
            taken.append(element)
            if lines[party]?.isEmpty == true { lines[party] = nil } else { turns.append(party) }
        }
        count -= taken.count
        return taken
    }
}
