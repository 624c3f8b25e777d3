// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import CommandLineKit
import Testing

@Suite struct HelpTests {
    @Test("the program's page lists every command, the topics and an example of each noun")
    func root() throws {
        let expected = """
            Bread from the command line

            Usage: bakery COMMAND [options]

            Commands:
              loaf bake                  Bake a loaf
              loaf sell                  Sell loaves
              loaf list                  List loaves
              help [COMMAND…]            Show help of a command or on a topic

            Global options:
                  --oven PATH            where the oven is [default: /run/oven]
                                         [$BAKERY_OVEN]
              -q, --quiet                print less
              -v, --verbose              print more
                  --[no-]headers         print the headers of tables

            Help topics:
              flour                      Kinds of flour

            Examples:
              # A plain loaf
              bakery loaf bake boule --grain wheat

            """
        #expect(try Bakery.text("help") == expected)
        #expect(try Bakery.text("--help") == expected)
        #expect(try Bakery.text("help help") == expected)
    }

    @Test("a command's page shows its options by group, the global ones last")
    func leaf() throws {
        let expected = """
            Bake a loaf

            Usage: bakery loaf bake NAME --grain GRAIN [options]

            The dough rests as long as --rest says. A loaf that exists is left alone, so
            that the command can be repeated.

            Salt is added without being asked.

            Arguments:
              NAME                       the name of the loaf

            Dough:
              -g, --grain GRAIN          what the flour is made of (wheat, rye, spelt)
              -w, --weight GRAMS         how heavy a loaf is
                  --seed SEED            what is strewn on the crust (repeatable)
                  --label KEY=VALUE      a mark on the loaf (repeatable)

            Time:
                  --rest TIME            how long the dough rests
                  --wait[=STAGE]         wait until it is done (risen, baked, both)

            Global options:
                  --oven PATH            where the oven is [default: /run/oven]
                                         [$BAKERY_OVEN]
              -q, --quiet                print less
              -v, --verbose              print more
                  --[no-]headers         print the headers of tables

            Examples:
              # A plain loaf
              bakery loaf bake boule --grain wheat
              # With seeds
              bakery loaf bake boule -g rye \\
                  --seed poppy --seed flax

            """
        for line in ["help loaf bake", "loaf bake --help", "loaf bake -qh", "loaf --help bake"] {
            #expect(try Bakery.text(line) == expected)
        }
    }

    @Test("a noun's page lists its verbs")
    func noun() throws {
        let page = try Bakery.text("help loaf")
        #expect(page.hasPrefix("Loaves of bread\n\nUsage: bakery loaf COMMAND [options]\n\nCommands:\n  bake    "))
        #expect(!page.contains("help [COMMAND"))
    }

    @Test("a topic is printed as it stands, and --version names program and version")
    func topic() throws {
        #expect(try Bakery.text("help flour") == "wheat, rye, spelt\n")
        #expect(try Bakery.text("--version") == "bakery 1.2\n")
    }
}
