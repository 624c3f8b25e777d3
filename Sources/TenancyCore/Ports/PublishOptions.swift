// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// How a tree is published.
package struct PublishOptions: Sendable {
    /// Whether what somebody else wrote at our paths is replaced; its history keeps it.
    package var takingOver = false
    /// Whether nothing is written: the report says what would be.
    package var isTrial = false
    /// The paths of the tree that it is about, the others stay as they are; `nil` for all.
    package var scope: (@Sendable (String) -> Bool)?

    package init(takingOver: Bool = false, isTrial: Bool = false, scope: (@Sendable (String) -> Bool)? = nil) {
        self.takingOver = takingOver
        self.isTrial = isTrial
        self.scope = scope
    }
}
