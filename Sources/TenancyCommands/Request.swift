// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// One request to the daemon.
package struct Request: Sendable, Equatable {
    package struct Field: Sendable, Equatable {
        package let name: String
        package let value: String
    }

    package let method: String
    /// Components, not encoded: `["v1", "pools", "public-v4"]`.
    package let path: [String]
    package var query: [Field] = []
    package var headers: [Field] = []
    /// JSON; empty when there is none.
    package var body: [UInt8] = []
    /// How long to wait for the answer.
    package var timeout: Duration = .seconds(30)

    /// The path with its query, encoded as HTTP wants it.
    package var target: String {
        let path = path.map { "/" + Self.encoded($0) }.joined()
        let query = query.map { "\($0.name)=\(Self.encoded($0.value))" }.joined(separator: "&")
        return query.isEmpty ? path : path + "?" + query
    }

    /// All but the unreserved characters of RFC 3986 as `%XX`.
    static func encoded(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF")
        return text.utf8.map { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                String(UnicodeScalar(byte))
            default: "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
            }
        }.joined()
    }
}
