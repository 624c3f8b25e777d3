// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// Options that stand under one heading in help.
package struct OptionGroup: Sendable {
    let title: String
    let options: [OptionDeclaration]

    package init<each Value>(_ title: String, _ options: repeat Option<each Value>) {
        self.title = title
        var declarations: [OptionDeclaration] = []
        repeat declarations.append((each options).declaration)
        self.options = declarations
    }
}
