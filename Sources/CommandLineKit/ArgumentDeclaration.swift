// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// What help, parser and checks know of a positional argument; `Argument` adds the type of its value.
package struct ArgumentDeclaration: Sendable {
    enum Count: Sendable { case one, optional, any }

    let placeholder: String
    let count: Count
    let allowed: [String]
    let completion: Completion.Source
    let abstract: String
    /// Turns the words into the value of the argument's type; their number fits `count`.
    let resolve: @Sendable ([String], _ help: String) throws(UsageError) -> any Sendable

    /// `NAME`, `[NAME]` or `[NAME…]`.
    var synopsis: String {
        switch count {
        case .one: placeholder
        case .optional: "[\(placeholder)]"
        case .any: "[\(placeholder)…]"
        }
    }
}
