// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// Reads JSON of a known shape, byte by byte: for documents of a size at which a decoder for any shape takes ten times as long.
struct JSONScanner {
    /// What is wrong, and in which line.
    struct Flaw: Error, CustomStringConvertible {
        let line: Int
        let reason: String

        var description: String { "line \(line): \(reason)" }
    }

    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// Whether this is the next byte that is no space; it is then taken.
    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard peek() == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    /// Takes a byte that must be next.
    mutating func expect(_ character: Unicode.Scalar) throws(Flaw) {
        guard take(character) else { throw flaw("expected '\(character)'") }
    }

    /// Takes the end.
    mutating func expectEnd() throws(Flaw) {
        guard peek() == nil else { throw flaw("something follows the document") }
    }

    /// Takes an object, and gives each key, whose value `member` has to take.
    mutating func object(_ member: (inout JSONScanner, String) throws -> Void) throws {
        try expect("{")
        if take("}") { return }
        repeat {
            let key = try string()
            try expect(":")
            try member(&self, key)
        } while take(",")
        try expect("}")
    }

    /// Takes an array, each of whose elements `element` has to take.
    mutating func array(_ element: (inout JSONScanner) throws -> Void) throws {
        try expect("[")
        if take("]") { return }
        repeat { try element(&self) } while take(",")
        try expect("]")
    }

    /// Whether a string is next.
    mutating func isString() -> Bool { peek() == UInt8(ascii: "\"") }

    mutating func integer() throws(Flaw) -> Int64 {
        _ = peek()
        let text = bytes[position...].prefix { $0 == UInt8(ascii: "-") || 0x30...0x39 ~= $0 }
        guard let number = Int64(String(decoding: text, as: UTF8.self)) else { throw flaw("expected a whole number") }
        position = text.endIndex
        return number
    }

    mutating func string() throws(Flaw) -> String {
        try expect("\"")
        var text: [UInt8] = []
        while true {
            let plain = bytes[position...].prefix { $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") && $0 >= 0x20 }
            position = plain.endIndex
            guard position < bytes.count, bytes[position] >= 0x20 else { throw flaw("a text is not closed") }
            text += plain
            position += 1
            if bytes[position - 1] == UInt8(ascii: "\"") {
                guard let string = String(validating: text, as: UTF8.self) else { throw flaw("a text is not UTF-8") }
                return string
            }
            text += Array(String(try escape()).utf8)
        }
    }

    private mutating func escape() throws(Flaw) -> Character {
        guard position < bytes.count else { throw flaw("a text is not closed") }
        let letter = bytes[position]
        position += 1
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Character(UnicodeScalar(letter))
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"):
            var code = try unit()
            if 0xD800...0xDBFF ~= code, bytes[position...].starts(with: "\\u".utf8) {
                position += 2
                let low = try unit()
                guard 0xDC00...0xDFFF ~= low else { throw flaw("half a character") }
                code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
            }
            guard let scalar = UnicodeScalar(code) else { throw flaw("half a character") }
            return Character(scalar)
        default: throw flaw("there is no escape of this letter")
        }
    }

    /// The four digits of a UTF-16 code unit.
    private mutating func unit() throws(Flaw) -> UInt32 {
        let digits = bytes[position...].prefix(4)
        guard digits.count == 4, !digits.contains(UInt8(ascii: "+")), !digits.contains(UInt8(ascii: "-")),
            let code = UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
        else { throw flaw("an escape has four hexadecimal digits") }
        position += 4
        return code
    }

    private mutating func peek() -> UInt8? {
        while position < bytes.count, [0x20, 0x0A, 0x0D, 0x09].contains(bytes[position]) { position += 1 }
        return position < bytes.count ? bytes[position] : nil
    }

    func flaw(_ reason: String) -> Flaw {
        Flaw(line: 1 + bytes[..<min(position, bytes.count)].count { $0 == 0x0A }, reason: reason)
    }
}
