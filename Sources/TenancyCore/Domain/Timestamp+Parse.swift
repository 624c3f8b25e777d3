// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

extension Timestamp {
    /// The point in time that an RFC 3339 text names: `2026-11-20T03:12:04Z`, with a fraction of at most six digits and any offset.
    ///
    /// - Returns: `nil` for any other text. A leap second is none.
    package init?(parsing text: String) {
        var rest = Substring(text)
        func number(_ digits: Int, _ range: ClosedRange<Int64>) -> Int64? {
            let part = rest.prefix(digits)
            guard part.utf8.count == digits, part.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
                let value = Int64(part), range.contains(value)
            else { return nil }
            rest = rest.dropFirst(digits)
            return value
        }
        func skip(_ allowed: String) -> Character? {
            guard let first = rest.first, allowed.contains(first) else { return nil }
            return rest.removeFirst()
        }
        guard let year = number(4, 0...9999), skip("-") != nil, let month = number(2, 1...12), skip("-") != nil,
            let day = number(2, 1...31), skip("Tt ") != nil, let hour = number(2, 0...23), skip(":") != nil,
            let minute = number(2, 0...59), skip(":") != nil, let second = number(2, 0...59)
        else { return nil }
        var fraction: Int64 = 0
        if skip(".") != nil {
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            guard (1...6).contains(digits.count), let value = Int64(digits) else { return nil }
            fraction = (digits.count..<6).reduce(value) { value, _ in value * 10 }
            rest = rest.dropFirst(digits.count)
        }
        var offset: Int64 = 0
        guard let sign = skip("Zz+-") else { return nil }
        if sign == "+" || sign == "-" {
            guard let hours = number(2, 0...23), skip(":") != nil, let minutes = number(2, 0...59) else { return nil }
            offset = (hours * 60 + minutes) * (sign == "+" ? 60 : -60)
        }
        guard rest.isEmpty else { return nil }
        // Howard Hinnant, "chrono-compatible low-level date algorithms", as in `description`.
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let days = era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
        let seconds = days * 86_400 + hour * 3600 + minute * 60 + second - offset
        self.init(microseconds: seconds * 1_000_000 + fraction)
        // A day that its month does not have would come out as one of the next month.
        let written = Timestamp(microseconds: microseconds + offset * 1_000_000).description
        guard written.prefix(10) == text.prefix(10) else { return nil }
    }
}
