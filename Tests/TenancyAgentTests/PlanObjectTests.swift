// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import TenancyAPI
import TenancyCore
import Testing

@Suite("The JSON of a plan", .serialized)
struct PlanObjectTests {
    private static let document = PlanDocument(
        schema: 1,
        tables: [
            .init(name: "empty", columns: [], rows: []),
            .init(
                name: "thing", columns: ["name", "count"],
                rows: [
                    [.text("quote \" slash / back \\ line\n tab\t ü 🦔 \u{1}"), .integer(-7)],
                    [.text(""), .integer(.max)],
                    [nil, .integer(0)],
                ]),
        ])

    @Test("what is written is read back, whatever is in a text")
    func roundTrip() throws {
        #expect(try PlanObject.decode(try PlanObject.encode(Self.document)) == Self.document)
        let values = PlanDocument(
            schema: 1,
            tables: [.init(name: "a", columns: ["v", "w"], rows: [[.value(256), .value(0xFFFF_0A00_0001)]])])
        #expect(
            String(decoding: try PlanObject.encode(values), as: UTF8.self).contains(#"{"v":"256","w":"10.0.0.1"}"#))
    }

    @Test("spaces, order and escapes are free")
    func spelling() throws {
        let text =
            #" { "tables" : { "t" : [ { "a" : "\u00fc\uD83E\uDD94\/\b" } , { } ] }, "schema":3,"kind":"Plan","apiVersion":"tenancy/v1" } "#
        #expect(
            try PlanObject.decode(Array(text.utf8))
                == PlanDocument(
                    schema: 3, tables: [.init(name: "t", columns: ["a"], rows: [[.text("ü🦔/\u{8}")], [nil]])]))
    }

    @Test(
        "what is no plan is refused with its line",
        arguments: [
            ("", "line 1: expected '{'"), ("{\n\"kind\":\n7}", "line 3: expected '\"'"),
            (#"{"tables":{"t":[{"a":1.5}]}}"#, "line 1: expected '}'"),
            (#"{"tables":{"t":[{"a":null}]}}"#, "line 1: expected a whole number"),
            (#"{"tables":{"t":[{"a":1,"a":2}]}}"#, "line 1: column 'a' stands twice in a row"),
            (#"{"schema":99999999999999999999}"#, "line 1: expected a whole number"),
            (#"{"kind":"\uD83E"}"#, "line 1: half a character"), (#"{"kind":"\x"}"#, "line 1: there is no escape"),
            (#"{"kind":"abc"#, "line 1: a text is not closed"), (#"{"other":1}"#, "line 1: an export has no field"),
            (#"{"kind":"Plan"} x"#, "line 1: something follows"),
        ])
    func refused(text: String, reason: String) {
        let error = #expect(throws: TenancyError.self) { try PlanObject.decode(Array(text.utf8)) }
        #expect(error?.code == .invalid)
        #expect(error?.cause?.hasPrefix(reason) == true, "\(error?.cause ?? "")")
    }

    @Test("a document that is cut or changed anywhere ends as a document or as a refusal")
    func cuts() throws {
        let bytes = try PlanObject.encode(Self.document)
        for position in bytes.indices {
            #expect(throws: TenancyError.self) {
                try PlanObject.decode(Array(bytes.dropLast(2)[..<min(position, bytes.count - 2)]))
            }
            for byte in [UInt8(0), 0x22, 0x5C, 0x7B, 0x5D, 0xFF] {
                var changed = bytes
                changed[position] = byte
                _ = try? PlanObject.decode(changed)
            }
        }
    }
}
