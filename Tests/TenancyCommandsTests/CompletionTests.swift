// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Platform
import TenancyClient
import TenancyCommands
import Testing

@Suite struct CompletionTests {
    /// A list as the daemon answers it, with more in each object than the name.
    private static let names = #"{"items":[{"metadata":{"name":"acme"},"spec":{}},{"metadata":{"name":"blue"}}]}"#

    @Test(
        "names are asked for where they stand",
        arguments: [
            ("tenant show", "tenants"), ("network delete", "networks"), ("leak show", "leaks"),
            ("pool update", "pools"),
            ("address list --tenant", "tenants"), ("leak create x --from", "networks"),
            ("pool create x --parent", "pools"),
        ])
    func names(line: String, place: String) {
        let run = tenancyctl(
            "__complete \(line) ''", answers: [.reply(200, Self.names)], environment: ["TENANCY_SOCKET": "/s"])
        #expect(run.output == "acme\t\nblue\t\n")
        #expect(run.requests == ["GET /v1/\(place)"])
        #expect(run.timeouts == [.milliseconds(300)])
        #expect(run.sockets == ["/s"])
    }

    @Test("what is typed of a name chooses among them, and another socket is asked")
    func begun() {
        let run = tenancyctl("__complete --socket /other tenant show b", answers: [.reply(200, Self.names)])
        #expect(run.output == "blue\t\n")
        #expect(run.sockets == ["/other"])
        let joined = tenancyctl("__complete address list --tenant=a", answers: [.reply(200, Self.names)])
        #expect(joined.output == "--tenant=acme\t\n")
    }

    @Test("without an answer there are no names, and no error in the middle of a line")
    func silent() {
        let refused: [[Result<Reply, ClientError>]] = [
            [.problem(403, "request.forbidden", "no")], [.reply(200, "{}")], [],
        ]
        for answers in refused {
            let run = tenancyctl("__complete tenant show ''", answers: answers)
            #expect(run.exitCode == 0 && run.output.isEmpty && run.errors.isEmpty)
        }
        #expect(tenancyctl("__complete nonsense x").output.isEmpty)
        #expect(tenancyctl("__complete").exitCode == 0)
    }

    // MARK: Shells

    /// The folder that the programs were built to, beside the tests.
    private var programs: String { FileSystem.directory(of: CommandLine.arguments[0]) }

    /// What a shell prints that has read the script of its kind and then runs `line`.
    private func output(of shell: [String], script kind: String, then line: String) throws -> String {
        let script = FileManager.default.temporaryDirectory.appending(path: "completion-\(UUID())").path
        defer { try? FileManager.default.removeItem(atPath: script) }
        try tenancyctl("completion \(kind)").output.write(toFile: script, atomically: true, encoding: .utf8)
        let result = try ChildProcess.run(
            executable: "/usr/bin/env",
            arguments: ["PATH=\(programs):/usr/bin:/bin", "HOME=/nonexistent"] + shell + ["-c", "\(line)", script],
            deadline: .seconds(60))
        return String(decoding: result.stdout, as: UTF8.self)
    }

    @Test("bash completes commands, words and files")
    func bash() throws {
        func completed(_ words: String, _ begun: String) throws -> String {
            let count = words.split(separator: " ").count
            let line =
                "source $0; COMP_WORDS=(\(words) '\(begun)'); COMP_CWORD=\(count); "
                + "_tenancyctl tenancyctl '\(begun)' x 2>/dev/null; IFS=,; echo \"${COMPREPLY[*]}\""
            return try output(of: ["bash", "--norc"], script: "bash", then: line)
        }
        #expect(try completed("tenancyctl", "ten") == "tenant\n")
        #expect(try completed("tenancyctl pool create x --kind", "pri") == "private\n")
        #expect(try completed("tenancyctl pool create x --kind =", "pri") == "private\n")
        #expect(try completed("tenancyctl apply -f", "/etc/debian_v") == "/etc/debian_version\n")
        #expect(try completed("tenancyctl nonsense", "x") == "\n")
    }

    @Test("zsh completes commands with what they do")
    func zsh() throws {
        // What the functions of its completion system are given, which work at a prompt alone.
        let stubs = "compdef() {}; _files() { print files }; _describe() { print -l -- ${(P)2} }"
        func completed(_ words: String) throws -> String {
            try output(
                of: ["zsh", "-f"], script: "zsh",
                then: "\(stubs); source $0; words=(\(words)); CURRENT=$#words; _tenancyctl")
        }
        #expect(try completed("tenancyctl unde") == "\n", "nothing, which print ends with a line")
        #expect(try completed("tenancyctl und") == "undo:Take a change back\n")
        #expect(try completed("tenancyctl pool create x --kind=pri") == "--kind=private:\n")
        #expect(try completed("tenancyctl apply -f ''") == "files\n")
    }

    @Test("fish completes commands with what they do, and files")
    func fish() throws {
        func completed(_ line: String) throws -> String {
            try output(of: ["fish", "--no-config"], script: "fish", then: "source $argv[1]; complete -C '\(line)'")
        }
        #expect(try completed("tenancyctl und") == "undo\tTake a change back\n")
        #expect(try completed("tenancyctl pool create x --kind pri") == "private\n")
        #expect(try completed("tenancyctl apply -f /etc/debian_v") == "/etc/debian_version\n")
    }
}
