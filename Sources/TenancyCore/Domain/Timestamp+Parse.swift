// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

extension Timestamp {
    /// Parses a time of RFC 3339, such as `2026-11-20T14:05:00Z` or `2026-11-20T15:05:00.25+01:00`; `nil` when the text is none.
    ///
    /// A fraction has at most six digits, and a leap second is no time of ours.
    package init?(parsing text: String) {
        var rest = Array(text.utf8)[...]
        func number(_ digits: Int, _ range: ClosedRange<Int64>) -> Int64? {
            let part = rest.prefix(digits)
            guard part.count == digits, part.allSatisfy({ 0x30...0x39 ~= $0 }) else { return nil }
            rest = rest.dropFirst(digits)
            let value = part.reduce(Int64(0)) { $0 * 10 + Int64($1 - 0x30) }
            return range.contains(value) ? value : nil
        }
        func skip(_ letters: String) -> Bool {
            guard let first = rest.first, letters.utf8.contains(first) else { return false }
            rest = rest.dropFirst()
            return true
        }
        guard let year = number(4, 1...9999), skip("-"), let month = number(2, 1...12), skip("-"),
            let day = number(2, 1...Self.days(year, month)), skip("Tt "), let hour = number(2, 0...23), skip(":"),
            let minute = number(2, 0...59), skip(":"), let second = number(2, 0...59)
        else { return nil }
        var fraction: Int64 = 0
        if skip(".") {
            let digits = rest.prefix { 0x30...0x39 ~= $0 }
            guard (1...6).contains(digits.count), let value = number(digits.count, 0...999_999) else { return nil }
            fraction = (digits.count..<6).reduce(value) { value, _ in value * 10 }
        }
        var offset: Int64 = 0
        if !skip("Zz") {
            let isWest = rest.first == UInt8(ascii: "-")
            guard skip("+-"), let hours = number(2, 0...23), skip(":"), let minutes = number(2, 0...59) else {
                return nil
            }
            offset = (hours * 60 + minutes) * (isWest ? -1 : 1)
        }
        guard rest.isEmpty else { return nil }
        let minutes = (Self.dayNumber(year, month, day) * 24 + hour) * 60 + minute - offset
        self.init(microseconds: (minutes * 60 + second) * 1_000_000 + fraction)
    }

    private static func days(_ year: Int64, _ month: Int64) -> Int64 {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// The days from 1970-01-01 to a date of the proleptic Gregorian calendar; years start in March, so that the leap day is the last.
    private static func dayNumber(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let marchYear = month > 2 ? year : year - 1
        let marchMonth = month > 2 ? month - 3 : month + 9
        let days = 365 * marchYear + marchYear / 4 - marchYear / 100 + marchYear / 400
        return days + (153 * marchMonth + 2) / 5 + day - 1 - 719_468
    }
}
