// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// A node of the command tree: a noun that holds verbs, or a command that runs.
package struct Command: Sendable {
    let name: String
    let abstract: String
    let discussion: String
    let examples: [Example]
    let options: [OptionGroup]
    let arguments: [ArgumentDeclaration]
    let subcommands: [Command]

    /// A command that runs.
    ///
    /// `abstract` is one line without a full stop; `discussion` is wrapped, a blank line parts its paragraphs.
    package init(
        _ name: String, _ abstract: String, discussion: String = "", arguments: [ArgumentDeclaration] = [],
        options: [OptionGroup] = [], examples: [Example]
    ) {
        self.name = name
        self.abstract = abstract
        self.discussion = discussion
        self.examples = examples
        self.options = options
        self.arguments = arguments
        subcommands = []
    }

    /// A noun: its options are accepted before and after each of its subcommands; without `examples` its help shows
    /// the first one of each subcommand.
    package init(
        _ name: String, _ abstract: String, discussion: String = "", options: [OptionGroup] = [],
        examples: [Example] = [], subcommands: [Command]
    ) {
        self.name = name
        self.abstract = abstract
        self.discussion = discussion
        self.examples = examples
        self.options = options
        arguments = []
        self.subcommands = subcommands
    }
}
