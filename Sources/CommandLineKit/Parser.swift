// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// One pass over the words of a command line.
struct Parser {
    private let program: Program
    private let environment: [String: String]
    /// From the root to the command named so far.
    private var path: [Command]
    private var given: [String: [Occurrence]] = [:]
    private var operands: [String] = []
    private var wantsHelp = false

    init(program: Program, environment: [String: String]) {
        self.program = program
        self.environment = environment
        path = [program.root]
    }

    mutating func parse(_ arguments: [String]) throws(UsageError) -> Invocation {
        var rest = arguments[...]
        while let word = rest.popFirst() {
            if word == "--" {
                operands += rest
                break
            } else if word == "--version", path.count == 1 {
                return .text("\(program.root.name) \(program.version)\n")
            } else if word == "--help" || word == "-h" {
                wantsHelp = true
            } else if word.hasPrefix("--") {
                try takeLong(word, &rest)
            } else if word.hasPrefix("-"), word != "-" {
                try takeShort(word, &rest)
            } else if command.subcommands.isEmpty {
                operands.append(word)
            } else if word == "help", path.count == 1 {
                return .text(try help(on: rest.filter { $0 != "--help" && $0 != "-h" }))
            } else {
                path.append(try subcommand(word))
            }
        }
        return wantsHelp ? .text(program.help(for: path)) : .command(try match())
    }

    // MARK: Options

    private mutating func takeLong(_ word: String, _ rest: inout ArraySlice<String>) throws(UsageError) {
        let separator = word.firstIndex(of: "=")
        let spelling = separator.map { String(word[..<$0]) } ?? word
        let value = separator.map { String(word[word.index(after: $0)...]) }
        guard let option = options.first(where: { $0.spellings.contains(spelling) }) else {
            let known = options.flatMap(\.spellings) + ["--help"]
            throw unknown("option", spelling, among: known)
        }
        try take(option, spelling: spelling, value: value, &rest)
    }

    /// `-q`, `-o json`, `-ojson`, and flags in one word: `-qv`.
    private mutating func takeShort(_ word: String, _ rest: inout ArraySlice<String>) throws(UsageError) {
        var letters = word.dropFirst()
        while let letter = letters.popFirst() {
            if letter == "h" {
                wantsHelp = true
                continue
            }
            guard let option = options.first(where: { $0.short == letter }) else {
                throw UsageError("unknown option '-\(letter)'", hint: helpCommand)
            }
            var value: String?
            if case .value = option.arity, !letters.isEmpty {
                value = String(letters.first == "=" ? letters.dropFirst() : letters)
                letters = ""
            }
            try take(option, spelling: "-\(letter)", value: value, &rest)
        }
    }

    private mutating func take(
        _ option: OptionDeclaration, spelling: String, value: String?, _ rest: inout ArraySlice<String>
    ) throws(UsageError) {
        var value = value
        switch option.arity {
        case .flag, .negatable:
            if value != nil { throw UsageError("option '\(spelling)' takes no value", hint: helpCommand) }
        case .value(let placeholder):
            if value == nil {
                guard let next = rest.first, !Self.looksLikeOption(next) else {
                    throw UsageError("option '\(spelling)' needs a value: \(placeholder)", hint: helpCommand)
                }
                value = rest.removeFirst()
            }
        case .optionalValue:
            if value == nil, let next = rest.first, option.allowed.contains(next) {
                throw UsageError(
                    "unexpected argument '\(next)' after '\(spelling)'", hint: "did you mean '\(spelling)=\(next)'?")
            }
        }
        if !option.isRepeatable, given[option.name] != nil {
            throw UsageError("option '\(spelling)' is given more than once", hint: helpCommand)
        }
        given[option.name, default: []].append(
            Occurrence(
                subject: "option '\(spelling)'", value: value,
                isNegated: option.arity == .negatable && spelling == "--no-\(option.name)"))
    }

    /// A negative number is a value; `--opt=-x` passes anything else that begins with a dash.
    private static func looksLikeOption(_ word: String) -> Bool {
        guard word.hasPrefix("-"), let second = word.dropFirst().first else { return false }
        return !second.isNumber
    }

    // MARK: Commands

    private func subcommand(_ word: String) throws(UsageError) -> Command {
        if let found = command.subcommands.first(where: { $0.name == word }) { return found }
        throw unknown("command", word, among: command.subcommands.map(\.name) + (path.count == 1 ? ["help"] : []))
    }

    /// The page for `words`: a command, a noun or a topic; none is the program's own.
    private mutating func help(on words: [String]) throws(UsageError) -> String {
        if words.count == 1, let topic = program.topics.first(where: { $0.name == words[0] }) { return topic.text }
        for word in words where word != "help" {
            guard let found = command.subcommands.first(where: { $0.name == word }) else {
                let topics = path.count == 1 ? program.topics.map(\.name) : []
                throw unknown("command or topic", word, among: command.subcommands.map(\.name) + topics)
            }
            path.append(found)
        }
        return program.help(for: path)
    }

    // MARK: Values

    private func match() throws(UsageError) -> Match {
        guard command.subcommands.isEmpty else {
            let verbs = command.subcommands.map(\.name).joined(separator: ", ")
            throw UsageError("missing command after '\(words)': one of \(verbs)", hint: helpCommand)
        }
        var arguments: [String: any Sendable] = [:]
        var rest = operands[...]
        for argument in command.arguments {
            let taken = argument.count == .any ? rest : rest.prefix(1)
            rest = rest.dropFirst(taken.count)
            arguments[argument.placeholder] = try argument.resolve(Array(taken), helpCommand)
        }
        if let extra = rest.first {
            throw UsageError("unexpected argument '\(extra)'", hint: helpCommand)
        }
        var values: [String: any Sendable] = [:]
        for option in options {
            values[option.name] = try option.resolve(given[option.name] ?? twin(of: option), helpCommand)
        }
        return Match(path: path.dropFirst().map(\.name), options: values, arguments: arguments)
    }

    private func twin(of option: OptionDeclaration) -> [Occurrence] {
        guard let name = option.environment, let value = environment[name], !value.isEmpty else { return [] }
        return [Occurrence(subject: "variable \(name)", value: value, isNegated: false)]
    }

    private var command: Command { path[path.count - 1] }
    private var options: [OptionDeclaration] { path.flatMap(\.options).flatMap(\.options) }
    private var words: String { path.map(\.name).joined(separator: " ") }

    private var helpCommand: String {
        ([program.root.name, "help"] + path.dropFirst().map(\.name)).joined(separator: " ")
    }

    private func unknown(_ kind: String, _ word: String, among candidates: [String]) -> UsageError {
        let meant = Suggestion.nearest(to: word, among: candidates)
        return UsageError("unknown \(kind) '\(word)'", hint: meant.map { "did you mean '\($0)'?" } ?? helpCommand)
    }
}
