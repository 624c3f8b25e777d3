// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import CommandLineKit
import Testing

@Suite struct CompletionTests {
    /// The candidates for the last word, or what stands for them.
    private func offered(_ words: String...) -> [String] {
        let completion = Bakery.program.completion(of: words)
        switch completion.source {
        case .words(let words): return completion.candidates(words).map(\.text)
        case .files: return ["files"]
        case .names(let kind): return ["names of \(kind)"]
        case .nothing: return []
        }
    }

    @Test("commands are offered level by level, and help beside the first")
    func commands() {
        #expect(offered() == ["loaf", "help"])
        #expect(offered("") == ["loaf", "help"])
        #expect(offered("lo") == ["loaf"])
        #expect(offered("loaf", "") == ["bake", "sell", "list"])
        #expect(offered("loaf", "b") == ["bake"])
        #expect(offered("-q", "loaf", "s") == ["sell"])
        #expect(offered("cake", "b").isEmpty, "of a command that is none there is nothing below")
        #expect(offered("help", "") == ["loaf", "flour"])
        #expect(offered("help", "loaf", "") == ["bake", "sell", "list"])
        #expect(offered("help", "loaf", "sell", "").isEmpty)
        let abstracts = Bakery.program.completion(of: ["loaf", "s"])
        #expect(
            abstracts.source
                == .words([.init("bake", "Bake a loaf"), .init("sell", "Sell loaves"), .init("list", "List loaves")]))
    }

    @Test("options are offered that fit, and not twice unless they may be repeated")
    func options() {
        #expect(offered("loaf", "bake", "--w") == ["--weight", "--wait"])
        #expect(offered("loaf", "bake", "--weight", "5", "--w") == ["--wait"])
        #expect(offered("loaf", "bake", "--weight=5", "--w") == ["--wait"])
        #expect(offered("loaf", "bake", "--seed", "poppy", "--se") == ["--seed"])
        #expect(offered("--no-h") == ["--no-headers"])
        #expect(offered("loaf", "bake", "--h") == ["--headers", "--help"])
        #expect(offered("loaf", "bake", "--", "--w").isEmpty)
    }

    @Test("the value of an option is offered, however it is parted from it")
    func values() {
        #expect(offered("loaf", "bake", "--grain", "") == ["wheat", "rye", "spelt"])
        #expect(offered("loaf", "bake", "-g", "r") == ["rye"])
        #expect(offered("loaf", "bake", "--grain=r") == ["--grain=rye"], "one word, as zsh and fish have it")
        #expect(offered("loaf", "bake", "--grain", "=") == ["wheat", "rye", "spelt"], "as bash parts it")
        #expect(offered("loaf", "bake", "--grain", "=", "r") == ["rye"])
        #expect(offered("loaf", "bake", "--wait", "=", "b") == ["baked", "both"])
        #expect(offered("loaf", "bake", "--wait", "").isEmpty, "its value stands behind '=' alone: this is an argument")
        #expect(offered("--oven", "") == ["files"])
        #expect(offered("loaf", "bake", "--weight", "").isEmpty)
        #expect(offered("loaf", "bake", "--nonsense=").isEmpty)
    }

    @Test("an argument is offered by its place")
    func arguments() {
        #expect(offered("loaf", "sell", "") == ["names of loaf"])
        #expect(offered("loaf", "sell", "boule", "").isEmpty)
        #expect(offered("loaf", "sell", "boule", "2", "").isEmpty)
        #expect(offered("loaf", "list", "boule", "baton", "") == ["names of loaf"])
        #expect(offered("loaf", "list", "--", "") == ["names of loaf"])
    }
}
