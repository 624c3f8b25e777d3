// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import HTTPServer

@Suite("Request target")
struct RequestTargetTests {
    @Test(
        "a target is taken apart and decoded",
        arguments: [
            ("/", "/", []),
            ("/v1/tenants", "/v1/tenants", []),
            ("/a%20b/%C3%BC", "/a b/ü", []),
            ("/a?", "/a", []),
            ("/a?x=1&y=a%26b%3Dc%2Fd&x=2", "/a", ["x=1", "y=a&b=c/d", "x=2"]),
            ("/a?cidr=10.0.0.0/8", "/a", ["cidr=10.0.0.0/8"]),
            ("/a?flag&empty=&two=a=b", "/a", ["flag=", "empty=", "two=a=b"]),
            ("/a+b?c=d+e", "/a+b", ["c=d+e"]),
            ("/a??b", "/a", ["?b="]),
        ] as [(String, String, [String])])
    func accepted(text: String, path: String, query: [String]) throws {
        let target = try RequestTarget(text)
        #expect(target.path == path)
        #expect(target.query.map { "\($0.name)=\($0.value)" } == query)
    }

    @Test(
        "what could be understood in two ways is refused",
        arguments: [
            ("", "not a path"), ("*", "not a path"), ("http://host/a", "not a path"),
            ("/%", "an escape that is not two hex digits"), ("/%4", "an escape that is not two hex digits"),
            ("/%zz", "an escape that is not two hex digits"), ("/%+1", "an escape that is not two hex digits"),
            ("/a?b=%", "an escape that is not two hex digits"),
            ("/a%2Fb", "an escaped slash in the path"), ("/a%00", "an escaped control character"),
            ("/a?b=%0a", "an escaped control character"), ("/%7f", "an escaped control character"),
            ("/%ff", "text that is not UTF-8"), ("/%c0%af", "text that is not UTF-8"),
            ("/ü", "a character that must be escaped"), ("/a b", "a character that must be escaped"),
            ("/a#b", "a character that must be escaped"), ("/a?b={}", "a character that must be escaped"),
            ("/a?=1", "a parameter without a name"), ("/a?b&&c", "a parameter without a name"),
        ])
    func refused(text: String, reason: String) {
        #expect(throws: HTTPRefusal.badTarget(reason)) { _ = try RequestTarget(text) }
    }
}
