// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// What an executor reports of one object.
package struct OutboxResult: Sendable, Equatable {
    package let object: String
    /// Why it is not as it should be; `nil` when it is.
    package let error: String?
    package let hint: String?
    /// Where it waits for people, such as the branch with the commit that they have to merge; it is done when that has happened.
    package var proposed: String?

    package init(object: String, error: String?, hint: String?) {
        self.object = object
        self.error = error
        self.hint = hint
    }
}
