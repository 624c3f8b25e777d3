// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

extension Program {
    private static let width = 80
    private static let column = 29

    /// The page of the command at the end of `path`, which begins with the root.
    func help(for path: [Command]) -> String {
        guard let command = path.last else { return "" }
        var sections = [command.abstract, "Usage: " + usage(of: path)]
        if !command.discussion.isEmpty {
            sections.append(Self.wrap(command.discussion, width: Self.width).joined(separator: "\n"))
        }
        if !command.subcommands.isEmpty {
            var rows = Self.leaves(below: command).map { ($0.path.joined(separator: " "), $0.command.abstract) }
            if path.count == 1 { rows.append(("help [COMMAND…]", "Show help of a command or on a topic")) }
            sections.append(Self.section("Commands", rows))
        }
        if !command.arguments.isEmpty {
            sections.append(
                Self.section("Arguments", command.arguments.map { ($0.synopsis, Self.text(of: $0)) }))
        }
        for group in path.reversed().flatMap(\.options) {
            sections.append(Self.section(group.title, group.options.map { (Self.label(of: $0), Self.text(of: $0)) }))
        }
        if path.count == 1, !topics.isEmpty {
            sections.append(Self.section("Help topics", topics.map { ($0.name, $0.abstract) }))
        }
        sections.append(Self.section(examples: Self.examples(of: command)))
        return sections.joined(separator: "\n\n") + "\n"
    }

    private func usage(of path: [Command]) -> String {
        guard let command = path.last else { return "" }
        var words = path.map(\.name)
        if !command.subcommands.isEmpty { words.append("COMMAND") }
        words += command.arguments.map(\.synopsis)
        words += command.options.flatMap(\.options).filter(\.isRequired).map(\.synopsis)
        return (words + ["[options]"]).joined(separator: " ")
    }

    static func leaves(below command: Command) -> [(path: [String], command: Command)] {
        command.subcommands.flatMap { child in
            child.subcommands.isEmpty
                ? [([child.name], child)]
                : leaves(below: child).map { ([child.name] + $0.path, $0.command) }
        }
    }

    static func examples(of command: Command) -> [Example] {
        command.examples.isEmpty ? command.subcommands.compactMap { examples(of: $0).first } : command.examples
    }

    private static func label(of option: OptionDeclaration) -> String {
        (option.short.map { "-\($0), " } ?? "    ") + option.synopsis
    }

    private static func text(of option: OptionDeclaration) -> String {
        var notes = [option.abstract]
        if !option.allowed.isEmpty { notes.append("(\(option.allowed.joined(separator: ", ")))") }
        if option.isRepeatable { notes.append("(repeatable)") }
        if let standard = option.standard { notes.append("[default: \(standard)]") }
        if let environment = option.environment { notes.append("[$\(environment)]") }
        return notes.joined(separator: " ")
    }

    private static func text(of argument: ArgumentDeclaration) -> String {
        argument.allowed.isEmpty
            ? argument.abstract : "\(argument.abstract) (\(argument.allowed.joined(separator: ", ")))"
    }

    /// A heading and two columns; a label that is too wide has its text on the next line.
    private static func section(_ title: String, _ rows: [(label: String, text: String)]) -> String {
        var lines = ["\(title):"]
        let indent = String(repeating: " ", count: column)
        for row in rows {
            var label = "  " + row.label
            var texts = wrap(row.text, width: width - column)[...]
            if label.count <= column - 2 {
                label += String(repeating: " ", count: column - label.count) + (texts.popFirst() ?? "")
            }
            lines.append(label)
            lines += texts.map { indent + $0 }
        }
        return lines.joined(separator: "\n")
    }

    private static func section(examples: [Example]) -> String {
        let lines = examples.flatMap { ["# \($0.purpose)"] + $0.line.split(separator: "\n").map(String.init) }
        return (["Examples:"] + lines.map { "  \($0)" }).joined(separator: "\n")
    }

    /// Lines of at most `width` characters; a blank line in `text` stays one.
    static func wrap(_ text: String, width: Int) -> [String] {
        var lines: [String] = []
        var line = ""
        for paragraph in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if paragraph.isEmpty {
                lines += [line, ""]
                line = ""
                continue
            }
            for word in paragraph.split(separator: " ") {
                if !line.isEmpty, line.count + 1 + word.count > width {
                    lines.append(line)
                    line = ""
                }
                line += (line.isEmpty ? "" : " ") + word
            }
        }
        return line.isEmpty ? lines : lines + [line]
    }
}
