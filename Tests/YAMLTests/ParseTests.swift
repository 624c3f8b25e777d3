// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Testing
import YAML

@Suite("Reading YAML")
struct ParseTests {
    private func parse(_ text: String) throws(YAMLError) -> YAMLNode { try YAMLNode.parse(Array(text.utf8)) }

    @Test("nodes and keys know their line and column")
    func places() throws {
        let root = try parse("# a comment\nsocket:\n  path: /run/x\n  modes: [1, 'two']\n")
        let path = try #require(root["socket"]?["path"])
        #expect(path.content == .string("/run/x"))
        #expect((path.line, path.column) == (3, 9))
        guard case .mapping(let entries) = try #require(root["socket"]).content else { throw Unexpected() }
        #expect(entries.map(\.key) == ["path", "modes"])
        #expect((entries[1].keyLine, entries[1].keyColumn) == (4, 3))
        guard case .sequence(let items) = entries[1].value.content else { throw Unexpected() }
        #expect(items.map(\.content) == [.int(1), .string("two")])
        #expect((items[1].line, items[1].column) == (4, 14))
        #expect(root["nothing"] == nil)
    }

    @Test(
        "only null, true, false and decimal integers are more than text",
        arguments: [
            ("null", YAMLValue.null), ("~", .null), ("true", .bool(true)), ("false", .bool(false)), ("12", .int(12)),
            ("-3", .int(-3)), ("0", .int(0)), ("True", "True"), ("yes", "yes"), ("0123", "0123"), ("0x10", "0x10"),
            ("1.5", "1.5"), ("99999999999999999999", "99999999999999999999"), ("'12'", "12"),
            ("\"true\"", "true"), ("''", ""),
        ])
    func scalars(source: String, value: YAMLValue) throws {
        #expect(try parse("key: \(source)\n")["key"]?.value == value)
    }

    @Test("a scalar keeps its characters")
    func characters() throws {
        #expect(try parse("key: 0123")["key"]?.text == "0123")
        #expect(try parse("key: 12")["key"]?.text == "12")
        #expect(try parse("key: [a]")["key"]?.text == nil)
    }

    @Test("a text without a document is null", arguments: ["", "\n", "# nothing\n", "---\n", "\u{feff}"])
    func empty(source: String) throws {
        #expect(try parse(source).value == .null)
    }

    @Test("markers and a byte order mark around one document are allowed")
    func markers() throws {
        #expect(try parse("\u{feff}---\nkey: 1\n...\n").value == ["key": 1])
    }

    @Test(
        "what is not allowed is refused with its place",
        arguments: [
            ("a: &x 1\n", 1, 4, "anchors and aliases are not allowed"),
            ("a: 1\nb: *x\n", 2, 4, "anchors and aliases are not allowed"),
            ("a: &x [1]\n", 1, 4, "anchors and aliases are not allowed"),
            ("a: &x {b: 1}\n", 1, 4, "anchors and aliases are not allowed"),
            ("a: !!str 1\n", 1, 4, "tags are not allowed"),
            ("- !x [1]\n", 1, 3, "tags are not allowed"),
            ("- !x {a: 1}\n", 1, 3, "tags are not allowed"),
            ("a: 1\nb: 2\na: 3\n", 3, 1, "key 'a' stands twice, first on line 1"),
            ("a: 1\n\"a\": 3\n", 2, 1, "key 'a' stands twice, first on line 1"),
            ("a: 1\n---\nb: 2\n", 2, 1, "a second document begins here; one is allowed"),
            ("? [a]\n: b\n", 1, 3, "a key must be plain text"),
            ("? {a: 1}\n: b\n", 1, 3, "a key must be plain text"),
            ("a: 1\n b: 2\n", 2, 3, "mapping values are not allowed in this context"),
            ("a: [1\nb: 2\n", 2, 2, "did not find expected ',' or ']'"),
            ("a:\n\t- b\n", 2, 1, "found character that cannot start any token"),
            ("a: \"b\n", 2, 1, "found unexpected end of stream"),
        ])
    func refused(source: String, line: Int, column: Int, message: String) {
        #expect(throws: YAMLError(line: line, column: column, message: message)) { try parse(source) }
    }

    @Test("bytes that are not UTF-8 are refused with their place")
    func encoding() {
        let error = #expect(throws: YAMLError.self) { try YAMLNode.parse(Array("a: 1\nb: ".utf8) + [0xff, 0x0a]) }
        #expect(error?.line == 2)
        #expect(error?.column == 4)
        #expect(throws: YAMLError.self) { try YAMLNode.parse([0xfe, 0xff, 0, 0x61]) }
        #expect(throws: YAMLError.self) { try YAMLNode.parse(Array("a: \u{1}".utf8)) }
    }

    @Test("size and depth are bounded")
    func bounds() throws {
        let nested = String(repeating: "[", count: 63) + String(repeating: "]", count: 63)
        #expect(throws: Never.self) { try parse(nested) }
        let error = #expect(throws: YAMLError.self) { try parse(String(repeating: "[", count: 65)) }
        #expect(error?.description == "line 1, column 65: nested over 64 levels deep")
        #expect(throws: YAMLError.self) { try parse(String(repeating: "{a: ", count: 100_000)) }
        #expect(throws: YAMLError.self) { try YAMLNode.parse(Array("a: 1".utf8), maximumSize: 3) }
        #expect(throws: Never.self) { try YAMLNode.parse(Array("a: 1".utf8), maximumSize: 4) }
    }

    private struct Unexpected: Error {}
}
