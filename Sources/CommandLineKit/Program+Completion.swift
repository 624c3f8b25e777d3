// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

extension Program {
    /// What may stand in the place of the last of `words`, which follow the program's name.
    ///
    /// What is not understood is passed over: a line that is being typed is seldom whole.
    package func completion(of words: [String]) -> Completion {
        var line = BegunLine(program: self)
        for word in words.dropLast() { line.take(word) }
        return line.completion(of: words.last ?? "")
    }
}

/// The words before the one that is being typed.
private struct BegunLine {
    private let program: Program
    private var path: [Command]
    /// The option whose value comes next.
    private var pending: OptionDeclaration?
    /// The option just before, if it was one: bash makes a word of its own of the `=` behind it.
    private var latest: OptionDeclaration?
    private var given: Set<String> = []
    private var operands = 0
    private var isAfterDashes = false
    private var isHelp = false

    init(program: Program) {
        self.program = program
        path = [program.root]
    }

    private var command: Command { path[path.count - 1] }
    private var options: [OptionDeclaration] { path.flatMap(\.options).flatMap(\.options) }

    mutating func take(_ word: String) {
        let before = latest
        latest = nil
        if word == "=", let before {
            pending = before
        } else if pending != nil {
            pending = nil
        } else if isAfterDashes {
            operands += 1
        } else if word == "--" {
            isAfterDashes = true
        } else if word.hasPrefix("-"), word.count > 1 {
            takeOption(word)
        } else if command.subcommands.isEmpty {
            operands += 1
        } else if word == "help", path.count == 1, !isHelp {
            isHelp = true
        } else if let child = command.subcommands.first(where: { $0.name == word }) {
            path.append(child)
        }
    }

    private mutating func takeOption(_ word: String) {
        let spelling = word.prefix { $0 != "=" }
        let short = word.hasPrefix("--") ? nil : word.dropFirst().first
        let found = options.first { $0.spellings.contains(String(spelling)) || (short != nil && $0.short == short) }
        guard let found else { return }
        given.insert(found.name)
        latest = found
        let isWhole = short == nil ? spelling.count == word.count : word.count == 2
        if case .value = found.arity, isWhole { pending = found }
    }

    func completion(of word: String) -> Completion {
        // bash again, right behind the sign.
        if word == "=", let option = latest { return Completion(source: option.completion) }
        if let option = pending { return Completion(source: option.completion, begun: word) }
        if word.hasPrefix("-"), !isAfterDashes {
            guard let sign = word.firstIndex(of: "=") else { return Completion(source: .words(spellings), begun: word) }
            let option = options.first { $0.spellings.contains(String(word[..<sign])) }
            return Completion(
                source: option?.completion ?? .nothing, begun: String(word[word.index(after: sign)...]),
                lead: String(word[...sign]))
        }
        guard command.subcommands.isEmpty else { return Completion(source: .words(subcommands), begun: word) }
        let last = command.arguments.last.flatMap { $0.count == .any ? $0 : nil }
        let argument = operands < command.arguments.count ? command.arguments[operands] : last
        return Completion(source: isHelp ? .nothing : argument?.completion ?? .nothing, begun: word)
    }

    private var spellings: [Completion.Word] {
        options.filter { $0.isRepeatable || !given.contains($0.name) }
            .flatMap { option in option.spellings.map { Completion.Word($0, option.abstract) } }
            + [Completion.Word("--help", "Show help")]
    }

    private var subcommands: [Completion.Word] {
        var words = command.subcommands.map { Completion.Word($0.name, $0.abstract) }
        guard path.count == 1 else { return words }
        if isHelp {
            words += program.topics.map { Completion.Word($0.name, $0.abstract) }
        } else {
            words.append(Completion.Word("help", "Show help of a command or on a topic"))
        }
        return words
    }
}
