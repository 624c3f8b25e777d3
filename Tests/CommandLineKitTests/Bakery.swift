// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import CommandLineKit

/// A program with one of everything that can be declared.
enum Bakery {
    enum Grain: String, CaseIterable { case wheat, rye, spelt }
    enum Stage: String, CaseIterable { case risen, baked, both }

    static let oven = Option<String>.value(
        "oven", "PATH", .path, default: ("/run/oven", "/run/oven"), environment: "BAKERY_OVEN", "where the oven is")
    static let quiet = Option<Bool>.flag("quiet", short: "q", "print less")
    static let verbose = Option<Bool>.flag("verbose", short: "v", "print more")
    static let headers = Option<Bool>.negatable("headers", default: true, "print the headers of tables")

    static let grain = Option<Grain>.required("grain", short: "g", "GRAIN", .word, "what the flour is made of")
    static let weight = Option<Int?>.value("weight", short: "w", "GRAMS", .number, "how heavy a loaf is")
    static let seeds = Option<[String]>.repeated("seed", "SEED", .text, "what is strewn on the crust")
    static let label = Option<[KeyValue]>.repeated("label", "KEY=VALUE", .keyValue, "a mark on the loaf")
    static let rest = Option<Duration?>.value("rest", "TIME", .duration, "how long the dough rests")
    static let wait = Option<Stage?>.optionalValue("wait", "STAGE", .word, bare: .both, "wait until it is done")
    static let name = Argument<String>.required("NAME", .text, "the name of the loaf")
    static let sold = Argument<String>.required("NAME", .name("loaf"), "the name of the loaf")
    static let count = Argument<Int?>.optional("COUNT", .number, "how many to sell")
    static let names = Argument<[String]>.repeated("NAME", .name("loaf"), "which loaves")

    static let program = Program(
        Command(
            "bakery", "Bread from the command line",
            options: [OptionGroup("Global options", oven, quiet, verbose, headers)],
            subcommands: [
                Command(
                    "loaf", "Loaves of bread",
                    subcommands: [
                        Command(
                            "bake", "Bake a loaf",
                            discussion: """
                                The dough rests as long as --rest says. A loaf that exists is left alone, so that the \
                                command can be repeated.

                                Salt is added without being asked.
                                """,
                            arguments: [name.declaration],
                            options: [
                                OptionGroup("Dough", grain, weight, seeds, label), OptionGroup("Time", rest, wait),
                            ],
                            examples: [
                                Example("A plain loaf", "bakery loaf bake boule --grain wheat"),
                                Example("With seeds", "bakery loaf bake boule -g rye \\\n    --seed poppy --seed flax"),
                            ]),
                        Command(
                            "sell", "Sell loaves", arguments: [sold.declaration, count.declaration],
                            examples: [Example("Sell two", "bakery loaf sell boule 2")]),
                        Command(
                            "list", "List loaves", arguments: [names.declaration],
                            examples: [Example("All of them", "bakery loaf list")]),
                    ])
            ]), version: "1.2", topics: [HelpTopic("flour", "Kinds of flour", text: "wheat, rye, spelt\n")])

    static func parse(_ line: String, _ environment: [String: String] = [:]) throws(UsageError) -> Match {
        let words = line.split(separator: " ").map(String.init)
        guard case .command(let match) = try program.parse(words, environment: environment) else {
            throw UsageError("a text, not a command", hint: "")
        }
        return match
    }

    static func text(_ line: String) throws -> String {
        let words = line.split(separator: " ").map(String.init)
        guard case .text(let text) = try program.parse(words, environment: [:]) else {
            throw UsageError("a command, not a text", hint: "")
        }
        return text
    }
}
