// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// Reads RFC 4180 as spreadsheets really write it: with or without a byte order mark, lines ended by CRLF, LF or CR, fields parted by commas, or by
/// semicolons or tabs when the first line has no comma.
///
/// A record that is malformed is given as a flaw, and reading goes on at the next line. Sizes are bounded.
package struct CSVReader {
    package enum Item: Sendable, Equatable {
        case record(line: Int, fields: [String])
        case flaw(line: Int, reason: String)
    }

    private static let fieldLimit = 16 << 10
    private static let columnLimit = 256

    private let bytes: [UInt8]
    private let separator: UInt8
    private var position = 0
    private var line = 1

    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
        let first = bytes[position...].prefix { $0 != Self.newline && $0 != Self.carriageReturn }
        separator = [Self.comma, UInt8(ascii: ";"), UInt8(ascii: "\t")].first(where: first.contains) ?? Self.comma
    }

    /// The next record that is not an empty line; `nil` at the end.
    package mutating func next() -> Item? {
        while position < bytes.count, takeLineEnd() {}
        guard position < bytes.count else { return nil }
        let start = (position: position, line: line)
        do throws(Flaw) {
            var fields: [String] = []
            while true {
                guard fields.count < Self.columnLimit else { throw Flaw("it has more than \(Self.columnLimit) fields") }
                fields.append(try takeField())
                guard position < bytes.count, bytes[position] == separator else { break }
                position += 1
            }
            _ = takeLineEnd()
            return .record(line: start.line, fields: fields)
        } catch {
            // A quote that is not closed swallows what follows, so reading goes on after the line where the record began.
            (position, line) = start
            while position < bytes.count, !takeLineEnd() { position += 1 }
            return .flaw(line: start.line, reason: error.reason)
        }
    }

    private struct Flaw: Error {
        let reason: String
        init(_ reason: String) { self.reason = reason }
    }

    private static let comma = UInt8(ascii: ",")
    private static let quote = UInt8(ascii: "\"")
    private static let newline = UInt8(ascii: "\n")
    private static let carriageReturn = UInt8(ascii: "\r")

    private mutating func takeField() throws(Flaw) -> String {
        guard position < bytes.count, bytes[position] == Self.quote else {
            let end = bytes[position...].firstIndex {
                $0 == separator || $0 == Self.newline || $0 == Self.carriageReturn
            }
            let field = bytes[position..<(end ?? bytes.count)]
            guard !field.contains(Self.quote) else { throw Flaw("a quote stands inside a field") }
            position = field.endIndex
            return try text(field)
        }
        position += 1
        var field: [UInt8] = []
        while position < bytes.count {
            let byte = bytes[position]
            if byte == Self.quote {
                position += 1
                guard position < bytes.count, bytes[position] == Self.quote else {
                    guard isFieldEnd else { throw Flaw("text follows a closing quote") }
                    return try text(field[...])
                }
            }
            field.append(byte)
            guard field.count <= Self.fieldLimit else {
                throw Flaw("a field has more than \(Self.fieldLimit) bytes, or its quote is not closed")
            }
            if byte == Self.carriageReturn, bytes[position...].dropFirst().first == Self.newline {
                field.append(Self.newline)
            }
            if byte == Self.quote || !takeLineEnd() { position += 1 }
        }
        throw Flaw("a quote is not closed")
    }

    private var isFieldEnd: Bool {
        position == bytes.count || [separator, Self.newline, Self.carriageReturn].contains(bytes[position])
    }

    private func text(_ field: ArraySlice<UInt8>) throws(Flaw) -> String {
        guard field.count <= Self.fieldLimit else { throw Flaw("a field has more than \(Self.fieldLimit) bytes") }
        guard !field.contains(0) else { throw Flaw("a field has a NUL") }
        guard let text = String(validating: field, as: UTF8.self) else { throw Flaw("a field is not UTF-8") }
        return text
    }

    /// Takes CRLF, LF or CR when one is next.
    private mutating func takeLineEnd() -> Bool {
        guard position < bytes.count else { return false }
        if bytes[position] == Self.carriageReturn {
            position += 1
            if position < bytes.count, bytes[position] == Self.newline { position += 1 }
        } else if bytes[position] == Self.newline {
            position += 1
        } else {
            return false
        }
        line += 1
        return true
    }
}
