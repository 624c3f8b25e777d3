// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import CommandLineKit
import Testing

@Suite struct DeclarationTests {
    @Test("sound declarations have no problem")
    func sound() {
        #expect(Bakery.program.declarationProblems() == [])
    }

    @Test("clashes, bad wording and examples that do not work are found")
    func unsound() {
        let one = Option<Bool>.flag("one", short: "h", "a flag.")
        let two = Option<String?>.value("two", short: "t", "TEXT", .text, environment: "TWIN", "a text")
        let again = Option<String?>.value("two", short: "t", "TEXT", .text, environment: "TWIN", "a text")
        let first = Argument<String?>.optional("A", .text, "an argument")
        let second = Argument<String>.required("A", .text, "an argument")
        let program = Program(
            Command(
                "p", "A program", options: [OptionGroup("Options", two)],
                subcommands: [
                    Command(
                        "run", "", arguments: [first.declaration, second.declaration],
                        options: [OptionGroup("Options", one, again)],
                        examples: [
                            Example("Wrong option", "p run a b --three"), Example("Wrong command", "p stop"),
                        ]),
                    Command("stop", "Stop", examples: []), Command("stop", "Stop", examples: []),
                ]), version: "1", topics: [HelpTopic("run", "Running", text: "")])
        #expect(
            program.declarationProblems() == [
                "topic 'run' is declared twice", "p: subcommand 'stop' is declared twice",
                "p: example 'p run a b --three': unknown option '--three'",
                "p run: option '--two' is declared twice", "p run: short option '-t' is declared twice",
                "p run: short option '-h' is declared twice", "p run: argument 'A' is declared twice",
                "p run: only the last argument may be optional or repeated",
                "p run: abstract '' is empty or ends with a full stop",
                "p run: abstract 'a flag.' is empty or ends with a full stop",
                "p run: example 'p run a b --three': unknown option '--three'",
                "p run: example 'p stop' is of another command", "p stop: no example", "p stop: no example",
                "environment twin 'TWIN' is declared twice",
            ])
    }
}
