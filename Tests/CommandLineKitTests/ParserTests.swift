// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import CommandLineKit
import Testing

@Suite struct ParserTests {
    @Test("values are typed, absent ones nil, empty, false or the default")
    func values() throws {
        let match = try Bakery.parse("loaf bake boule --grain rye --weight=750 --seed poppy --label a=b=c --seed flax")
        #expect(match.path == ["loaf", "bake"])
        #expect(match[Bakery.name] == "boule")
        #expect(match[Bakery.grain] == .rye)
        #expect(match[Bakery.weight] == 750)
        #expect(match[Bakery.seeds] == ["poppy", "flax"])
        #expect(match[Bakery.label].map(\.key) == ["a"] && match[Bakery.label].map(\.value) == ["b=c"])
        #expect(match[Bakery.rest] == nil)
        #expect(match[Bakery.wait] == nil)
        #expect(match[Bakery.quiet] == false)
        #expect(match[Bakery.oven] == "/run/oven")
        #expect(match[Bakery.headers])
    }

    @Test("global options stand before, between and after the words of the command")
    func globals() throws {
        for line in ["-q loaf list", "loaf --quiet list", "loaf list -q"] {
            #expect(try Bakery.parse(line)[Bakery.quiet])
        }
        #expect(try Bakery.parse("--oven=/a loaf list")[Bakery.oven] == "/a")
    }

    @Test("short flags bundle, a value follows its letter with or without a space")
    func bundles() throws {
        let match = try Bakery.parse("loaf bake boule -qvgrye -w 500")
        #expect(match[Bakery.quiet] && match[Bakery.verbose])
        #expect(match[Bakery.grain] == .rye)
        #expect(match[Bakery.weight] == 500)
        #expect(try Bakery.parse("loaf bake boule -qg spelt")[Bakery.grain] == .spelt)
    }

    @Test("a negatable flag has both spellings")
    func negatable() throws {
        #expect(try !Bakery.parse("loaf list --no-headers")[Bakery.headers])
        #expect(try Bakery.parse("loaf list --headers")[Bakery.headers])
    }

    @Test("an optional value follows only an equals sign")
    func optionalValue() throws {
        #expect(try Bakery.parse("loaf bake --wait boule -g rye")[Bakery.wait] == .both)
        #expect(try Bakery.parse("loaf bake --wait=baked boule -g rye")[Bakery.wait] == .baked)
        #expect(
            throws: UsageError("unexpected argument 'baked' after '--wait'", hint: "did you mean '--wait=baked'?")
        ) {
            try Bakery.parse("loaf bake boule -g rye --wait baked")
        }
    }

    @Test("after -- every word is an argument")
    func separator() throws {
        #expect(try Bakery.parse("loaf list a -- --seed -q b")[Bakery.names] == ["a", "--seed", "-q", "b"])
        #expect(try Bakery.parse("loaf list -")[Bakery.names] == ["-"])
    }

    @Test("optional and repeated arguments may be left out")
    func arguments() throws {
        #expect(try Bakery.parse("loaf sell boule")[Bakery.count] == nil)
        #expect(try Bakery.parse("loaf sell boule 3")[Bakery.count] == 3)
        #expect(try Bakery.parse("loaf list")[Bakery.names].isEmpty)
    }

    @Test("an option wins over its environment twin, and an empty twin counts as unset")
    func environment() throws {
        #expect(try Bakery.parse("loaf list", ["BAKERY_OVEN": "/env"])[Bakery.oven] == "/env")
        #expect(try Bakery.parse("loaf list --oven /arg", ["BAKERY_OVEN": "/env"])[Bakery.oven] == "/arg")
        #expect(try Bakery.parse("loaf list", ["BAKERY_OVEN": ""])[Bakery.oven] == "/run/oven")
    }

    @Test(
        "a mistake is named together with the way out",
        arguments: [
            ("laof list", "unknown command 'laof'", "did you mean 'loaf'?"),
            ("loaf ls", "unknown command 'ls'", "did you mean 'list'?"),
            ("loaf eat", "unknown command 'eat'", "bakery help loaf"),
            ("loaf bake b --grian rye", "unknown option '--grian'", "did you mean '--grain'?"),
            ("loaf list --no-header", "unknown option '--no-header'", "did you mean '--no-headers'?"),
            ("loaf list --grain rye", "unknown option '--grain'", "bakery help loaf list"),
            ("loaf list -x", "unknown option '-x'", "bakery help loaf list"),
            (
                "loaf bake b --grain rey",
                "invalid value 'rey' for option '--grain': expected one of wheat, rye, spelt",
                "did you mean 'rye'?"
            ),
            (
                "loaf bake b -g rye -w 1kg", "invalid value '1kg' for option '-w': expected a whole number",
                "bakery help loaf bake"
            ),
            (
                "loaf sell b -1", "unknown option '-1'", "bakery help loaf sell"
            ),
            (
                "loaf bake b -g rye -w -1", "invalid value '-1' for option '-w': expected a whole number",
                "bakery help loaf bake"
            ),
            (
                "loaf sell b two", "invalid value 'two' for argument COUNT: expected a whole number",
                "bakery help loaf sell"
            ),
            (
                "loaf bake b -g rye --rest 5",
                "invalid value '5' for option '--rest': expected a time such as 30s, 2m, "
                    + "24h or 7d", "bakery help loaf bake"
            ),
            (
                "loaf bake b -g rye --label x", "invalid value 'x' for option '--label': expected key=value",
                "bakery help loaf bake"
            ),
            (
                "loaf list --oven=", "invalid value '' for option '--oven': expected a text that is not empty",
                "bakery help loaf list"
            ),
            ("loaf bake b", "missing option '--grain GRAIN'", "bakery help loaf bake"),
            ("loaf bake -g rye", "missing argument NAME", "bakery help loaf bake"),
            ("loaf bake b --grain --seed x", "option '--grain' needs a value: GRAIN", "bakery help loaf bake"),
            ("loaf bake b --grain", "option '--grain' needs a value: GRAIN", "bakery help loaf bake"),
            ("loaf list --quiet=yes", "option '--quiet' takes no value", "bakery help loaf list"),
            ("loaf bake b -g rye -g rye", "option '-g' is given more than once", "bakery help loaf bake"),
            ("loaf sell b 1 2", "unexpected argument '2'", "bakery help loaf sell"),
            ("", "missing command after 'bakery': one of loaf", "bakery help"),
            ("loaf", "missing command after 'bakery loaf': one of bake, sell, list", "bakery help loaf"),
            ("help laof", "unknown command or topic 'laof'", "did you mean 'loaf'?"),
        ])
    func mistakes(line: String, message: String, hint: String) {
        #expect(throws: UsageError(message, hint: hint)) { try Bakery.parse(line) }
    }

    @Test("a bad environment twin is named by its variable")
    func badTwin() {
        let level = Option<Int?>.value("level", "N", .number, environment: "LEVEL", "a level")
        let program = Program(
            Command(
                "p", "A program", options: [OptionGroup("Options", level)],
                subcommands: [Command("run", "Run", examples: [Example("Run", "p run")])]), version: "1", topics: [])
        #expect(
            throws: UsageError("invalid value 'up' for variable LEVEL: expected a whole number", hint: "p help run")
        ) { try program.parse(["run"], environment: ["LEVEL": "up"]) }
    }

    @Test(
        "times are read with their units",
        arguments: [
            ("30s", 30), ("2m", 120), ("24h", 86400), ("7d", 604800), ("1h30m", 5400), ("0s", 0), ("90m", 5400),
        ] as [(String, Int64)])
    func durations(text: String, seconds: Int64) throws {
        #expect(try Bakery.parse("loaf bake b -g rye --rest \(text)")[Bakery.rest] == .seconds(seconds))
    }

    @Test(
        "what is no time is refused",
        arguments: [
            "", "s", "5", "5 s", "1m1h", "1h2h", "1.5h", "５s", "-1s", "99999999999999999d", "9223372036854775807s1s",
        ])
    func badDurations(text: String) {
        #expect(throws: UsageError.self) {
            try Bakery.program.parse(["loaf", "bake", "b", "-g", "rye", "--rest=\(text)"], environment: [:])
        }
    }
}
