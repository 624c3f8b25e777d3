// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import TenancyCore

/// What a process remembers of what is on its way out, beside what the branch says.
struct PhaseMemory: Sendable {
    /// How far a tenant has come.
    struct Mark: Sendable {
        /// The last phase that went.
        var phase: Int
        var at: Timestamp
        /// Whether people still have to merge it.
        var isProposed: Bool
    }

    private var marks: [String: Mark] = [:]
    /// Addresses that an object has let go of: which one, and when.
    private(set) var left: [IPAddress: (path: String, at: Timestamp)] = [:]
    /// Whether nothing was published yet.
    private(set) var isNew = true

    /// The addresses that are not given yet.
    private var held: Set<IPAddress> = []

    /// Takes note that nothing has left lately, so that a process that has just begun has nothing to wait for.
    mutating func noteCalm() { isNew = false }

    /// Since when things are under way.
    var since: [Timestamp] { marks.values.map(\.at) + held.compactMap { left[$0]?.at } }

    /// Since when a tenant waits for a phase; `nil` when nothing has to be over before it.
    func mark(of tenant: String, phase: Int, at time: Timestamp) -> Timestamp? {
        guard let mark = marks[tenant] else { return isNew && phase > 0 ? time : nil }
        guard mark.phase < phase else { return nil }
        // It has just been merged.
        return mark.isProposed ? time : mark.at
    }

    /// Takes note of a step that was published.
    mutating func note(_ step: PhaseStep, isProposed: Bool, at time: Timestamp) {
        var new: [String: Mark] = [:]
        for (tenant, next) in step.waiting where step.stepped[tenant] == nil {
            let old = marks[tenant].map { $0.isProposed ? nil : $0 } ?? nil
            new[tenant] = old ?? Mark(phase: next - 1, at: time, isProposed: false)
        }
        for (tenant, phase) in step.stepped where isProposed || step.waiting[tenant] != nil {
            new[tenant] = Mark(phase: phase, at: time, isProposed: isProposed)
        }
        marks = new
        isNew = false
    }

    /// Takes note of addresses: those that objects have let go of with this step, those that are held back, and those that are free.
    mutating func note(
        leaving: [IPAddress: String], held: [IPAddress: String], free: [IPAddress], at time: Timestamp
    ) {
        for address in free { left[address] = nil }
        for (address, path) in leaving { left[address] = (path, time) }
        // Of what was let go of before a restart only that is known.
        for address in held.keys where left[address] == nil { left[address] = ("", time) }
        self.held = Set(held.keys)
    }
}
