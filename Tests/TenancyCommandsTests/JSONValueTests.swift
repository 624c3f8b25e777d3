// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import TenancyCommands

@Suite struct JSONValueTests {
    @Test("a document is printed with sorted keys, short for what is empty, numbers as they came")
    func text() {
        let value = JSONValue(parsing: Array(#" {"b":[1,-2.50e+3,{}],"a":{"x":null,"w":[]},"é":true} "#.utf8))
        #expect(
            value?.text == """
                {
                  "a": {
                    "w": [],
                    "x": null
                  },
                  "b": [
                    1,
                    -2.50e+3,
                    {}
                  ],
                  "é": true
                }
                """)
    }

    @Test(
        "strings survive reading and writing",
        arguments: [
            (#""a\/b""#, #""a/b""#), (#""\u00e4\ud83d\ude00""#, "\"ä😀\""),
            (#""\"\\\b\f\n\r\t""#, #""\"\\\u0008\u000c\n\r\t""#),
            (#""x\u001b[2J\u009b""#, #""x\u001b[2J\u009b""#), (#""""#, #""""#), ("\"日本\"", "\"日本\""),
        ])
    func strings(text: String, written: String) throws {
        #expect(JSONValue(parsing: Array(text.utf8))?.text == written)
        let theirs = try JSONDecoder().decode(String.self, from: Data(text.utf8))
        #expect(JSONValue(parsing: Array(text.utf8)) == .string(theirs))
    }

    @Test(
        "what is no JSON is refused",
        arguments: [
            "", " ", "{", "[", "[1", "[1,", "[1,]", "[,]", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{a:1}", "{1:1}", "nul",
            "tru",
            "True", "01", "-", "1.", ".5", "1e", "+1", "1 2", "\"", "\"\\x\"", "\"\\u12g4\"", "\"\\ud83d\"",
            "\"\\ude00\"",
            "\"\\u+123\"", "\"a\nb\"", "]", "[]]", "NaN",
        ])
    func malformed(text: String) {
        #expect(JSONValue(parsing: Array(text.utf8)) == nil)
    }

    @Test("bytes that are no UTF-8 and nesting without end are refused")
    func hostile() {
        #expect(JSONValue(parsing: [0x22, 0xFF, 0x22]) == nil)
        #expect(JSONValue(parsing: Array(repeating: UInt8(ascii: "["), count: 100_000)) == nil)
    }

    @Test("what is written reads back as the same, for documents of every shape")
    func roundTrip() throws {
        for text in [Answers.tenants, Answers.pools, Answers.status, Answers.journal, Answers.address] {
            let value = try #require(JSONValue(parsing: Array(text.utf8)))
            #expect(JSONValue(parsing: Array(value.text.utf8)) == value)
            let ours = try JSONSerialization.jsonObject(with: Data(value.text.utf8)) as? NSDictionary
            #expect(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? NSDictionary == ours)
        }
    }
}
