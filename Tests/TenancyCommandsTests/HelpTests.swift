// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import TenancyCommands

@Suite struct HelpTests {
    @Test("help of every level and topic reads as recorded", arguments: HelpTests.pages)
    func page(words: [String]) throws {
        let run = tenancyctl((["help"] + words).joined(separator: " "))
        #expect(run.exitCode == 0 && run.errors.isEmpty && run.sockets.isEmpty)
        try Golden.expect(run.output, is: (["help"] + words).joined(separator: "-") + ".txt")
    }

    static let pages: [[String]] =
        [[], ["plan"], ["pool"], ["tenant"], ["network"], ["leak"], ["address"], ["journal"], ["manifests"]]
        + CommandTree.commands.map(\.path)
        + [["exit-codes"], ["formats"], ["import-formats"], ["environment"]]

    @Test("a line of help fits a terminal, examples aside")
    func width() {
        for words in Self.pages {
            let page = tenancyctl((["help"] + words).joined(separator: " ")).output
            let lines = page.split(separator: "\n").prefix { $0 != "Examples:" }
            #expect(lines.allSatisfy { $0.count <= 80 }, "\(lines.filter { $0.count > 80 })")
        }
    }
}
