// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import TenancyCore
import Testing

@Suite struct CSVReaderTests {
    private func read(_ text: String) -> [CSVReader.Item] { read(Array(text.utf8)) }

    private func read(_ bytes: [UInt8]) -> [CSVReader.Item] {
        var reader = CSVReader(bytes)
        var items: [CSVReader.Item] = []
        while let item = reader.next() { items.append(item) }
        return items
    }

    @Test("quotes, commas, line ends and a byte order mark are those of RFC 4180 and of spreadsheets")
    func records() {
        let text = "\u{FEFF}a,b,c\r\n1,\"two, \"\"2\"\"\",\r\n\"line\r\none\",\"\",x\n\n4,5,6\r7,8,9"
        #expect(
            read(text) == [
                .record(line: 1, fields: ["a", "b", "c"]), .record(line: 2, fields: ["1", "two, \"2\"", ""]),
                .record(line: 3, fields: ["line\r\none", "", "x"]), .record(line: 6, fields: ["4", "5", "6"]),
                .record(line: 7, fields: ["7", "8", "9"]),
            ])
        #expect(read("a;b\n1,5;2") == [.record(line: 1, fields: ["a", "b"]), .record(line: 2, fields: ["1,5", "2"])])
        #expect(read("a\tb\n1\t2\n").last == .record(line: 2, fields: ["1", "2"]))
        #expect(read("").isEmpty && read("\r\n\n\r").isEmpty)
    }

    @Test(
        "a malformed record is a flaw with its line, and the next line is read",
        arguments: [
            ("a\"b,c", "a quote stands inside a field"), ("\"a\"b,c", "text follows a closing quote"),
            ("\"a,c", "a quote is not closed"), ("a\0,c", "a field has a NUL"),
            (String(repeating: ",", count: 300), "it has more than 256 fields"),
            (String(repeating: "x", count: 20_000), "a field has more than 16384 bytes"),
        ])
    func flaws(line: String, reason: String) {
        let items = read("h,i\n\(line)\n1,2\n")
        #expect(items[1] == .flaw(line: 2, reason: reason))
        #expect(items.last == .record(line: 3, fields: ["1", "2"]))
    }

    @Test("bytes that are not UTF-8 are a flaw")
    func encoding() {
        #expect(
            read(Array("a\n".utf8) + [0xFF, 0x0A] + Array("b".utf8))[1]
                == .flaw(line: 2, reason: "a field is not UTF-8"))
    }

    @Test("whatever bytes come, reading ends, and lines never run backwards")
    func fuzz() {
        var random = SeededRandom()
        let alphabet = Array("a,\";\t\r\n \0".utf8) + [0xFF, 0xC3, 0xA9, 0xEF, 0xBB, 0xBF]
        for _ in 0..<3000 {
            let count = Int.random(in: 0..<120, using: &random)
            let bytes = (0..<count).map { _ in alphabet.randomElement(using: &random) ?? 0 }
            let lines = read(bytes).map { item in
                switch item {
                case .record(let line, _), .flaw(let line, _): line
                }
            }
            #expect(lines == lines.sorted(), "\(bytes)")
            #expect(Set(lines).count == lines.count, "\(bytes)")
        }
    }

    @Test("what is written is read back")
    func writing() {
        let fields = ["", "plain", "a,b", "say \"so\"", "two\r\nlines", " spaced ", "semi;colon", "ü"]
        let text = CSVTable.line(["a", "b", "c", "d", "e", "f", "g", "h"]) + CSVTable.line(fields)
        #expect(read(text).last == .record(line: 2, fields: fields))
    }

    @Test("a table has its rows by header, whatever the header's spelling; rows of another width are refused")
    func table() throws {
        let table = try CSVTable(Array("IP Address,is_pool\n • 10.0.0.0 ,x\n1\n2,\n".utf8))
        #expect(table.rows.map { $0["ipaddress"] } == ["10.0.0.0", "2"])
        #expect(table.rows.map { $0["ispool"] } == ["x", nil])
        #expect(table.refused == [RefusedRow(line: 3, reason: "it has 1 fields, the headers are 2")])
        #expect(table.has("ispool") && !table.has("vrf"))
        #expect(throws: TenancyError.self) { try CSVTable([]) }
    }
}
