// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// A page of `help` that belongs to no command.
package struct HelpTopic: Sendable {
    let name: String
    let abstract: String
    let text: String

    /// `text` is printed as it is.
    package init(_ name: String, _ abstract: String, text: String) {
        self.name = name
        self.abstract = abstract
        self.text = text
    }
}
