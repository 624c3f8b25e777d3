// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Testing
import YAML

@Suite("Reading what others wrote")
struct StreamTests {
    private func read(_ text: String) -> YAMLStream { YAMLStream(parsing: Array(text.utf8)) }

    @Test("documents keep their lines, empty ones are left out")
    func documents() {
        let stream = read("# first\n---\na: 1\n---\n---\n# nothing\n---\n{b: [1, two]}\n...\n")
        #expect(stream.problems == [])
        #expect(stream.documents.map(\.value) == [["a": 1], ["b": [1, "two"]]])
        #expect(stream.documents.map(\.line) == [3, 8])
        #expect(read("").documents == [])
    }

    @Test("an alias is a copy with the places of its anchor, in its own document only")
    func aliases() {
        let stream = read("a: &x {n: 1}\nb: *x\nc: &y [*x]\nd: *y\n")
        #expect(stream.problems == [])
        #expect(stream.documents.first?.value == ["a": ["n": 1], "b": ["n": 1], "c": [["n": 1]], "d": [["n": 1]]])
        #expect(stream.documents.first?["b"]?["n"]?.line == 1)
        let other = read("a: &x 1\n---\nb: *x\n")
        #expect(other.documents.map(\.value) == [["a": 1]])
        #expect(other.problems == [YAMLError(line: 3, column: 4, message: "alias '*x' has no anchor before it")])
    }

    @Test("a merge key adds what is not there")
    func merge() {
        let stream = read("a: &a {x: 1, y: 1}\nb: &b {y: 2, z: 2}\nc: {<<: [*a, *b], x: 3}\nd:\n  <<: *a\n")
        #expect(stream.problems == [])
        #expect(stream.documents.first?["c"]?.value == ["x": 3, "y": 1, "z": 2])
        #expect(stream.documents.first?["d"]?.value == ["x": 1, "y": 1])
    }

    @Test("a node cannot contain itself")
    func recursion() {
        #expect(read("a: &a [*a]\n").problems.map(\.message) == ["alias '*a' has no anchor before it"])
    }

    @Test("aliases of aliases do not eat the memory")
    func laughs() {
        let lines = (1...12).map {
            "l\($0): &l\($0) [" + Array(repeating: "*l\($0 - 1)", count: 9).joined(separator: ",") + "]"
        }
        let stream = read("l0: &l0 [x]\n" + lines.joined(separator: "\n"))
        #expect(stream.problems.map(\.message) == ["the aliases stand for too much to read it"])
        let deep = (1...100).map { "d\($0): &d\($0) [*d\($0 - 1)]\n" }.joined()
        #expect(read("d0: &d0 []\n" + deep).problems.map(\.message) == ["nested over 64 levels deep"])
    }

    @Test("a repeated key is told, and the last value stays")
    func repeated() {
        let stream = read("a: 1\nb: 2\na: 3\n")
        #expect(stream.documents.map(\.value) == [["a": 3, "b": 2]])
        #expect(stream.problems == [YAMLError(line: 3, column: 1, message: "key 'a' stands twice, first on line 1")])
    }

    @Test("what stands before an error is kept")
    func broken() {
        let stream = read("a: 1\n---\nb: [1\nc: 2\n")
        #expect(stream.documents.map(\.value) == [["a": 1]])
        #expect(stream.problems.map(\.line) == [4])
        #expect(read("a: {{ .Values.x }}\n").problems.count == 1)
        #expect(read("? [a]\n: b\n").problems.map(\.message) == ["a key must be plain text"])
        #expect(read("a: !x 12\n").documents.map(\.value) == [["a": "12"]])
    }
}
