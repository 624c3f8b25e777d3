// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

extension Command {
    /// Whether the command itself declares an option.
    package func declares<Value>(_ option: Option<Value>) -> Bool {
        options.contains { $0.options.contains { $0.name == option.declaration.name } }
    }

    /// The same command with other command lines as examples, for another place in the tree; one that becomes `nil` is left out.
    package func withExamples(_ change: (String) -> String?) -> Command {
        Command(
            name, abstract, discussion: discussion, arguments: arguments, options: options,
            examples: examples.compactMap { example in change(example.line).map { Example(example.purpose, $0) } })
    }
}
