// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

extension JSONValue {
    /// Parses one JSON text (RFC 8259); `nil` when it is none, or deeper than 512 levels.
    init?(parsing bytes: [UInt8]) {
        var reader = Reader(bytes: bytes)
        guard let value = reader.value(depth: 0) else { return nil }
        reader.skipSpace()
        guard reader.position == bytes.count else { return nil }
        self = value
    }

    private struct Reader {
        let bytes: [UInt8]
        var position = 0

        private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

        mutating func value(depth: Int) -> JSONValue? {
            guard depth < 512 else { return nil }
            skipSpace()
            switch next {
            case UInt8(ascii: "{"): return object(depth: depth)
            case UInt8(ascii: "["): return array(depth: depth)
            case UInt8(ascii: "\""): return string().map(JSONValue.string)
            case UInt8(ascii: "t"): return take("true") ? .bool(true) : nil
            case UInt8(ascii: "f"): return take("false") ? .bool(false) : nil
            case UInt8(ascii: "n"): return take("null") ? .null : nil
            default: return number()
            }
        }

        mutating func skipSpace() {
            while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
        }

        /// Passes over `text` when it comes next.
        private mutating func take(_ text: StaticString) -> Bool {
            let text = "\(text)".utf8
            guard bytes[position...].starts(with: text) else { return false }
            position += text.count
            return true
        }

        private mutating func object(depth: Int) -> JSONValue? {
            var members: [Member] = []
            let isWhole = elements(closing: UInt8(ascii: "}")) { reader in
                guard reader.next == UInt8(ascii: "\""), let key = reader.string() else { return false }
                reader.skipSpace()
                guard reader.take(":"), let value = reader.value(depth: depth + 1) else { return false }
                members.append(Member(key: key, value: value))
                return true
            }
            return isWhole ? .object(members.sorted { $0.key < $1.key }) : nil
        }

        private mutating func array(depth: Int) -> JSONValue? {
            var values: [JSONValue] = []
            let isWhole = elements(closing: UInt8(ascii: "]")) { reader in
                guard let value = reader.value(depth: depth + 1) else { return false }
                values.append(value)
                return true
            }
            return isWhole ? .array(values) : nil
        }

        /// Reads what stands between the brackets, parted by commas; `element` begins behind white space.
        private mutating func elements(closing: UInt8, _ element: (inout Reader) -> Bool) -> Bool {
            position += 1
            skipSpace()
            if next == closing {
                position += 1
                return true
            }
            while true {
                skipSpace()
                guard element(&self) else { return false }
                skipSpace()
                guard let byte = next else { return false }
                position += 1
                if byte == closing { return true }
                if byte != UInt8(ascii: ",") { return false }
            }
        }

        private mutating func number() -> JSONValue? {
            let start = position
            _ = take("-")
            if !take("0") { guard digits() else { return nil } }
            if take(".") { guard digits() else { return nil } }
            if take("e") || take("E") {
                _ = take("+") || take("-")
                guard digits() else { return nil }
            }
            return .number(String(decoding: bytes[start..<position], as: UTF8.self))
        }

        /// Passes over one digit or more.
        private mutating func digits() -> Bool {
            let start = position
            while let byte = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { position += 1 }
            return position > start
        }

        private mutating func string() -> String? {
            position += 1
            var text = ""
            var start = position
            while let byte = next {
                switch byte {
                case UInt8(ascii: "\""):
                    guard let part = String(validating: bytes[start..<position], as: UTF8.self) else { return nil }
                    position += 1
                    return text.isEmpty ? part : text + part
                case UInt8(ascii: "\\"):
                    guard let part = String(validating: bytes[start..<position], as: UTF8.self) else { return nil }
                    position += 1
                    guard let scalar = escape() else { return nil }
                    text += part
                    text.unicodeScalars.append(scalar)
                    start = position
                case 0..<0x20: return nil
                default: position += 1
                }
            }
            return nil
        }

        /// What stands behind a backslash.
        private mutating func escape() -> Unicode.Scalar? {
            guard let byte = next else { return nil }
            position += 1
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
            case UInt8(ascii: "b"): return "\u{8}"
            case UInt8(ascii: "f"): return "\u{C}"
            case UInt8(ascii: "n"): return "\n"
            case UInt8(ascii: "r"): return "\r"
            case UInt8(ascii: "t"): return "\t"
            case UInt8(ascii: "u"):
                guard let unit = codeUnit() else { return nil }
                guard UTF16.isLeadSurrogate(unit) else { return Unicode.Scalar(unit) }
                guard take("\\u"), let trail = codeUnit(), UTF16.isTrailSurrogate(trail) else { return nil }
                return Unicode.Scalar(0x10000 + (UInt32(unit) & 0x3FF) << 10 + UInt32(trail) & 0x3FF)
            default: return nil
            }
        }

        private mutating func codeUnit() -> UInt16? {
            guard position + 4 <= bytes.count else { return nil }
            var unit: UInt16 = 0
            for byte in bytes[position..<position + 4] {
                guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80 else { return nil }
                unit = unit << 4 | UInt16(digit)
            }
            position += 4
            return unit
        }
    }
}
