// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import CommandLineKit
@testable import TenancyCommands

@Suite struct DeclarationTests {
    @Test("every command is sound: unique names, an abstract, and examples that the parser accepts")
    func sound() {
        #expect(CommandTree.program.declarationProblems() == [])
    }

    @Test("every command of the tree runs something of that name")
    func bound() {
        for path in CommandTree.commands.map(\.path) {
            #expect(CommandTree.command(at: path)?.declaration.name == path.last)
            #expect(tenancyctl("help \(path.joined(separator: " "))").exitCode == 0)
        }
        #expect(CommandTree.command(at: ["pool"]) == nil)
    }

    @Test("the page on the environment names every variable that an option reads")
    func environment() {
        let page = tenancyctl("help environment").output
        let options = CommandTree.program.root.options.flatMap(\.options)
        for variable in options.compactMap(\.environment) { #expect(page.contains("  \(variable)  ")) }
    }
}
