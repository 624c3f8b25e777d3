// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// What help, parser and checks know of an option; `Option` adds the type of its value.
package struct OptionDeclaration: Sendable {
    enum Arity: Sendable, Equatable {
        /// `--quiet`
        case flag
        /// `--headers` and `--no-headers`
        case negatable
        /// `--kind KIND`
        case value(String)
        /// `--wait` and `--wait=STAGE`
        case optionalValue(String)
    }

    let name: String
    let short: Character?
    let arity: Arity
    let isRequired: Bool
    let isRepeatable: Bool
    let environment: String?
    let allowed: [String]
    let completion: Completion.Source
    let standard: String?
    let abstract: String
    /// Turns all mentions into the value of the option's type; no mention is an empty list.
    let resolve: @Sendable ([Occurrence], _ help: String) throws(UsageError) -> any Sendable

    /// `--kind KIND`, as it stands in help and errors.
    var synopsis: String {
        switch arity {
        case .flag: "--\(name)"
        case .negatable: "--[no-]\(name)"
        case .value(let placeholder): "--\(name) \(placeholder)"
        case .optionalValue(let placeholder): "--\(name)[=\(placeholder)]"
        }
    }

    /// The spellings that the parser accepts.
    var spellings: [String] {
        arity == .negatable ? ["--\(name)", "--no-\(name)"] : ["--\(name)"]
    }
}
