// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Testing
import YAML

@Suite("Streams of documents")
struct StreamTests {
    private func parse(_ text: String) throws -> [YAMLValue] { try YAMLNode.parseStream(Array(text.utf8)).map(\.value) }

    @Test("documents are read in order, and empty ones are left out")
    func documents() throws {
        #expect(try parse("a: 1\n---\nb: 2\n") == [["a": 1], ["b": 2]])
        #expect(try parse("---\na: 1\n...\n---\n---\n- b\n") == [["a": 1], .sequence(["b"])])
        #expect(try parse("") == [] && parse("---\n---\n") == [])
        #expect(try parse(#"{"a": [1, true, "x"]}"#) == [["a": .sequence([1, true, "x"])]])
    }

    @Test("what is wrong in any of them is refused with its place")
    func refused() {
        #expect(throws: YAMLError(line: 3, column: 1, message: "key 'b' stands twice, first on line 2")) {
            try YAMLNode.parseStream(Array("---\nb: 1\nb: 2\n".utf8))
        }
        #expect(throws: YAMLError.self) { try YAMLNode.parseStream(Array("a: 1\n---\nb: [\n".utf8)) }
        #expect(throws: YAMLError.self) { try YAMLNode.parseStream(Array("a: 1".utf8), maximumSize: 3) }
    }
}
