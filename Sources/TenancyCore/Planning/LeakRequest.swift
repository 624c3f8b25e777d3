// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// A leak that shall be made.
package struct LeakRequest: Sendable, Equatable {
    package let name: LeakName
    package let source: NetworkKey
    package let target: NetworkKey
    package var prefixes: [Prefix] = []
    /// What the source reaches of the target.
    package var returned: [Prefix] = []
    /// Whether the source reaches all CIDRs of the target, when `returned` names none.
    package var isMutual = false
    /// What of both whole networks meets, instead of prefixes; empty for routes between VRFs.
    package var connects: Set<Leak.Reach> = []
    package var labels: [String: String] = [:]

    package init(name: LeakName, source: NetworkKey, target: NetworkKey) {
        self.name = name
        self.source = source
        self.target = target
    }
}
