// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// A command tree with the help topics and the version that belong to it.
///
/// Built in: `help [COMMAND… | TOPIC]`, `--help` and `-h` at every level, `--version`.
package struct Program: Sendable {
    let root: Command
    let topics: [HelpTopic]
    let version: String

    /// The root's name is the name of the program, its options are global.
    package init(_ root: Command, version: String, topics: [HelpTopic]) {
        self.root = root
        self.version = version
        self.topics = topics
    }

    /// What `arguments` (without the program's name) ask for.
    ///
    /// An option that is not given takes the value of its environment twin, unless that is unset or empty.
    package func parse(_ arguments: [String], environment: [String: String]) throws(UsageError) -> Invocation {
        var parser = Parser(program: self, environment: environment)
        return try parser.parse(arguments)
    }
}
