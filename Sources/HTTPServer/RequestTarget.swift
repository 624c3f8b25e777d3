// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// Path and query of a request, decoded strictly: what two readers could understand differently is refused.
///
/// Only the origin form `/path?query` is taken. Refused are escapes that are not two hex digits, escaped slashes and
/// control characters, text that is not UTF-8, and characters that must be escaped. A `+` is a plus.
struct RequestTarget {
    let path: String
    let query: [(name: String, value: String)]

    init(_ target: String) throws(HTTPRefusal) {
        guard target.utf8.first == UInt8(ascii: "/") else { throw .badTarget("not a path") }
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        path = try Self.decoded(parts[0], slash: false)
        guard parts.count == 2, !parts[1].isEmpty else {
            query = []
            return
        }
        var query: [(name: String, value: String)] = []
        for parameter in parts[1].split(separator: "&", omittingEmptySubsequences: false) {
            let pair = parameter.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = try Self.decoded(pair[0], slash: true)
            guard !name.isEmpty else { throw .badTarget("a parameter without a name") }
            query.append((name, pair.count == 2 ? try Self.decoded(pair[1], slash: true) : ""))
        }
        self.query = query
    }

    private static func decoded(_ text: Substring, slash allowsSlash: Bool) throws(HTTPRefusal) -> String {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                guard 0x21...0x7E ~= byte, !"\"#<>\\^`{|}".utf8.contains(byte) else {
                    throw .badTarget("a character that must be escaped")
                }
                bytes.append(byte)
                continue
            }
            guard let high = rest.popFirst()?.hexDigit, let low = rest.popFirst()?.hexDigit else {
                throw .badTarget("an escape that is not two hex digits")
            }
            let decoded = high << 4 | low
            guard decoded >= 0x20, decoded != 0x7F else { throw .badTarget("an escaped control character") }
            guard allowsSlash || decoded != UInt8(ascii: "/") else { throw .badTarget("an escaped slash in the path") }
            bytes.append(decoded)
        }
        guard let text = String(validating: bytes, as: UTF8.self) else { throw .badTarget("text that is not UTF-8") }
        return text
    }
}

extension UInt8 {
    fileprivate var hexDigit: UInt8? {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): self - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): self - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): self - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
