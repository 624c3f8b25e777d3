// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

extension Program {
    /// What is wrong with the declarations, one sentence each; a test holds it empty.
    ///
    /// Checked are unique names (also against inherited options and what is built in), order of arguments, wording of
    /// abstracts, and that each command has an example which the parser accepts as that command.
    package func declarationProblems() -> [String] {
        var problems = duplicates("topic", topics.map(\.name) + ["help"] + Set(root.subcommands.map(\.name)).sorted())
        var twins: [String] = []
        check([root], inherited: [], twins: &twins, &problems)
        problems += duplicates("environment twin", twins)
        return problems
    }

    private func check(
        _ path: [Command], inherited: [OptionDeclaration], twins: inout [String], _ problems: inout [String]
    ) {
        guard let command = path.last else { return }
        let words = path.map(\.name).joined(separator: " ")
        let own = command.options.flatMap(\.options)
        let options = inherited + own
        var found = duplicates("subcommand", command.subcommands.map(\.name))
        found += duplicates("option", options.flatMap(\.spellings) + ["--help", "--version"])
        found += duplicates("short option", options.compactMap { $0.short.map { "-\($0)" } } + ["-h"])
        found += duplicates("argument", command.arguments.map(\.placeholder))
        if command.arguments.dropLast().contains(where: { $0.count != .one }) {
            found.append("only the last argument may be optional or repeated")
        }
        for text in [command.abstract] + own.map(\.abstract) where text.isEmpty || text.hasSuffix(".") {
            found.append("abstract '\(text)' is empty or ends with a full stop")
        }
        let examples = Self.examples(of: command)
        if examples.isEmpty { found.append("no example") }
        for example in examples {
            let arguments = example.line.split(whereSeparator: \.isWhitespace).map(String.init).filter { $0 != "\\" }
            do throws(UsageError) {
                guard arguments.first == root.name,
                    case .command(let match) = try parse(Array(arguments.dropFirst()), environment: [:]),
                    match.path.starts(with: path.dropFirst().map(\.name))
                else {
                    found.append("example '\(example.line)' is of another command")
                    continue
                }
            } catch {
                found.append("example '\(example.line)': \(error)")
            }
        }
        problems += found.map { "\(words): \($0)" }
        twins += own.compactMap(\.environment)
        for child in command.subcommands {
            check(path + [child], inherited: options, twins: &twins, &problems)
        }
    }

    private func duplicates(_ kind: String, _ names: [String]) -> [String] {
        var seen: Set<String> = []
        return names.filter { !seen.insert($0).inserted }.map { "\(kind) '\($0)' is declared twice" }
    }
}
