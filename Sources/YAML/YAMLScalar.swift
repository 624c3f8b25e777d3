// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// How scalars read and how strings have to be written so that every reader takes them for strings.
enum YAMLScalar {
    /// What a plain scalar means: null, true, false and decimal integers; everything else is a string.
    ///
    /// Narrower than YAML 1.1 and 1.2 on purpose: `yes`, `0x10`, `0123` and `1.5` stay text, so that no reader of a
    /// configuration gets a value that its author did not see.
    static func resolved(plain text: String) -> YAMLNode.Content {
        switch text {
        case "", "~", "null": return .null
        case "true": return .bool(true)
        case "false": return .bool(false)
        default: break
        }
        let digits = text.utf8.first == UInt8(ascii: "-") ? text.utf8.dropFirst() : text.utf8[...]
        guard let first = digits.first, digits.allSatisfy(isDigit) else { return .string(text) }
        if first == UInt8(ascii: "0"), text.utf8.count > 1 { return .string(text) }
        return Int(text).map(YAMLNode.Content.int) ?? .string(text)
    }

    /// Whether a string may be written without quotes.
    ///
    /// Stricter than the grammar: what a YAML 1.1 reader could take for a boolean, null, number, time, date or merge key
    /// is quoted. Whatever begins like a number is, too, unless a slash or a letter proves that it is none.
    static func isPlain(_ text: String) -> Bool {
        let bytes = text.utf8
        guard let first = bytes.first, let last = bytes.last, bytes.count <= 1024 else { return false }
        guard isLetter(first) || isDigit(first) || first == UInt8(ascii: "/") || first == UInt8(ascii: "_") else {
            return false
        }
        guard last != UInt8(ascii: ":"), last != UInt8(ascii: " ") else { return false }
        var previous = first
        var isNoNumber = false
        for byte in bytes {
            guard isLetter(byte) || isDigit(byte) || isPunctuation(byte) else { return false }
            if byte == UInt8(ascii: " "), previous == UInt8(ascii: ":") { return false }
            if byte == UInt8(ascii: "/") || isLetter(byte) && !isLetterOfNumbers(byte) { isNoNumber = true }
            previous = byte
        }
        if isDigit(first) { return isNoNumber }
        return !(bytes.count <= 5 && words.contains(text.lowercased()))
    }

    private static let words: Set<String> = ["y", "n", "yes", "no", "on", "off", "true", "false", "null"]

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

    private static func isLetter(_ byte: UInt8) -> Bool {
        byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z")
    }

    /// The letters of hexadecimal digits, of `0o`, `0x`, and of `2026-11-20T12:00:00Z`.
    private static func isLetterOfNumbers(_ byte: UInt8) -> Bool {
        switch byte | 0x20 {
        case UInt8(ascii: "a")...UInt8(ascii: "f"), UInt8(ascii: "o"), UInt8(ascii: "t"), UInt8(ascii: "x"),
            UInt8(ascii: "z"):
            true
        default: false
        }
    }

    private static func isPunctuation(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: " "), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "/"),
            UInt8(ascii: ":"), UInt8(ascii: "+"), UInt8(ascii: "="), UInt8(ascii: "@"), UInt8(ascii: ","),
            UInt8(ascii: "("), UInt8(ascii: ")"):
            true
        default: false
        }
    }
}
