// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Testing
import YAML

@Suite("Writing YAML")
struct EmitTests {
    private func text(_ value: YAMLValue) -> String { String(decoding: value.emitted(), as: UTF8.self) }

    @Test("collections are blocks in the order they were built")
    func blocks() {
        let value: YAMLValue = [
            "spec": ["subnets": ["10.0.0.0/8", "fd00::/48"], "mtu": 1400, "on": true, "none": .null],
            "empty": ["list": [], "map": [:]],
        ]
        #expect(
            text(value) == """
                spec:
                  subnets:
                  - 10.0.0.0/8
                  - fd00::/48
                  mtu: 1400
                  "on": true
                  none: null
                empty:
                  list: []
                  map: {}

                """)
    }

    @Test(
        "a string that YAML 1.1 readers take for something else is quoted",
        arguments: [
            "", "y", "N", "yes", "No", "on", "OFF", "true", "False", "null", "NULL", "~", "=", "<<", "-", "0", "12",
            "-20",
            "0123", "0x1F", "0b1", "0o7", "1_000", "1.2", "1.2.3", ".5", ".inf", ".nan", "1e3", "+1", "12:30:45",
            "2026-11-20", "2026-11-20t12:00:00z", "0xFACE",
            "192.0.2.1", "2001:db8::1", "fd00::", "a: b", "a #b", "#a", "&a", "*a", "!a", "|", ">", "%a", "@a", "`a",
            "'a",
            "\"a", "[a", "{a", "? a", "- a", " a", "a ", "a\tb", "\u{0}", "\u{7f}", "größe", "a\u{2028}b", "\u{feff}a",
        ])
    func quoted(string: String) throws {
        let bytes = YAMLValue.sequence([.string(string)]).emitted()
        #expect(String(decoding: bytes, as: UTF8.self).hasPrefix("- \""))
        #expect(try YAMLNode.parse(bytes).value == .sequence([.string(string)]))
    }

    @Test(
        "names, prefixes and sentences stay plain",
        arguments: [
            "acme-web", "k8s.ovn.org/v1", "10.20.0.0/16", "2001:db8::/48", "fd00::1", "metallb-system", "nobody",
            "truely",
            "tenancy.dev/digest", "a sentence, with (commas)", "a:b", "00-namespace.yaml", "10G",
        ])
    func plain(string: String) throws {
        let bytes = YAMLValue.string(string).emitted()
        #expect(String(decoding: bytes, as: UTF8.self) == string + "\n")
        #expect(try YAMLNode.parse(bytes).value == .string(string))
    }

    @Test(
        "a text of several lines reads back as it was",
        arguments: [
            "a\nb", "a\nb\n", "a\n\n\n", "\na", "  a\nb", "a \nb", "a\n b\n", "\n", "a\r\nb", "a\n\u{1}", "# a\n- b\n",
        ])
    func multiline(string: String) throws {
        let value: YAMLValue = ["before": [.string(string)], "key": .string(string), "after": 1]
        #expect(try YAMLNode.parse(value.emitted()).value == value)
    }

    @Test("a text of several lines is a literal block")
    func literal() {
        #expect(text(["message": "one\ntwo\n"]) == "message: |\n  one\n  two\n")
    }

    @Test("a long string stays on one line, and a long key keeps its value")
    func long() throws {
        let long = String(repeating: "word ", count: 400) + "end"
        #expect(text(.string(long)).split(separator: "\n").count == 1)
        let value: YAMLValue = .mapping([long: .string(long)])
        #expect(try YAMLNode.parse(value.emitted()).value == value)
    }

    @Test("scalars that are not strings are plain and read back")
    func scalars() throws {
        let value: YAMLValue = [.null, true, false, 0, .int(.min), .int(.max), .string("-0")]
        #expect(try YAMLNode.parse(value.emitted()).value == value)
    }

    @Test("setting a key again keeps its place, setting nil removes it")
    func mapping() {
        var mapping: YAMLMapping = ["b": 1, "a": 2]
        mapping["b"] = 3
        mapping["a"] = nil
        mapping["c"] = 4
        #expect(text(.mapping(mapping)) == "b: 3\nc: 4\n")
    }
}
