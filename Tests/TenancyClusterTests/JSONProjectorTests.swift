// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import TenancyCluster

@Suite("Reading JSON as it comes")
struct JSONProjectorTests {
    private func parts(_ text: String, _ selection: FieldSelection, chunk: Int = .max) throws -> [JSONProjector.Part] {
        var projector = JSONProjector(selection)
        var parts: [JSONProjector.Part] = []
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let next = Array(rest.prefix(chunk))
            try projector.take(next.span) { parts.append($0) }
            rest = rest.dropFirst(next.count)
        }
        guard projector.isBetweenDocuments else { throw JSONFlaw(offset: text.utf8.count, reason: "open") }
        return parts
    }

    @Test(
        "only what is selected is kept, whatever the parts it comes in",
        arguments: [1, 2, 3, 7, Int.max])
    func selects(chunk: Int) throws {
        let text = #"""
            {"kind":"List","metadata":{"resourceVersion":"7","x":[1,{"y":"}]\"{"}]},
             "items":[{"metadata":{"name":"a\u00e9\ud83d\ude00\n","uid":"1"},"spec":{"n":-1.5e3,"t":true,"z":null}},
                      {"metadata":{"name":"b"}}]}
            """#
        let item = FieldSelection("metadata/name", "spec/n", "spec/t")
        let found = try parts(
            text, FieldSelection("metadata/resourceVersion").adding("items", .emitted(item)), chunk: chunk)
        #expect(
            found == [
                .element(
                    .object([
                        "metadata": .object(["name": .string("aé😀\n")]),
                        "spec": .object(["n": .number("-1.5e3"), "t": .bool(true)]),
                    ])),
                .element(.object(["metadata": .object(["name": .string("b")])])),
                .document(
                    .object(["metadata": .object(["resourceVersion": .string("7")]), "items": .array([])])),
            ])
    }

    @Test("a stream of documents gives them one by one")
    func stream() throws {
        let found = try parts("{\"type\":\"ADDED\"}\n{\"type\":\"BOOKMARK\"}\n", FieldSelection("type"))
        #expect(
            found == [
                .document(.object(["type": .string("ADDED")])), .document(.object(["type": .string("BOOKMARK")])),
            ])
    }

    @Test(
        "what is no JSON is refused",
        arguments: [
            "{", "{\"a\":1,}", "{\"a\" 1}", "[1 2]", "{]", "\"a\":", "{\"a\":tru}", "{\"a\":\"\\x\"}", "[1,]",
            "nonsense",
            "{\"a\":{\"b\":1}", "}", "{\"a\":\"\\u12\"}",
        ])
    func refuses(text: String) {
        #expect(throws: JSONFlaw.self) { try parts(text, .whole) }
    }

    @Test("depth, numbers and what is kept of one object are bounded")
    func bounds() throws {
        #expect(throws: JSONFlaw.self) { try parts(String(repeating: "[", count: 101), .whole) }
        #expect(throws: JSONFlaw.self) { try parts("[1" + String(repeating: "0", count: 2000) + "]", .whole) }
        let long = String(repeating: "x", count: JSONProjector.sizeLimit + 1)
        #expect(throws: JSONFlaw.self) { try parts("{\"a\":\"\(long)\"}", .whole) }
        // What is not kept may be as long and as deep as it likes.
        let deep = String(repeating: "[", count: 5000) + String(repeating: "]", count: 5000)
        #expect(try parts("{\"b\":\"\(long)\",\"c\":\(deep)}", FieldSelection("a")) == [.document(.object([:]))])
    }

    @Test("of 100 MB in one list never more is kept than the selected fields of one object")
    func bounded() throws {
        let padding = String(repeating: "x", count: 100_000)
        let item = Array(
            #"{"metadata":{"name":"pool","managedFields":[{"x":"\#(padding)"}]},"spec":{"y":[1,2]}},"#.utf8)
        var projector = JSONProjector(
            FieldSelection("metadata").adding("items", .emitted(FieldSelection("metadata/name"))))
        var (count, most) = (0, 0)
        try projector.take(Array(#"{"items":["#.utf8).span) { _ in }
        for _ in 0..<1000 {
            try projector.take(item.span) { _ in count += 1 }
            most = max(most, projector.kept)
        }
        #expect(count == 1000)
        #expect(most < 100)
    }
}
