// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// A point in time: microseconds since 1970-01-01 UTC. It always enters as a parameter; Core reads no clock.
package struct Timestamp: Sendable, Hashable, Comparable, Codable {
    package let microseconds: Int64

    package init(microseconds: Int64) { self.microseconds = microseconds }

    /// Later than every time.
    package static let never = Timestamp(microseconds: .max)

    package init(from decoder: any Decoder) throws {
        microseconds = try decoder.singleValueContainer().decode(Int64.self)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(microseconds)
    }

    package static func < (lhs: Self, rhs: Self) -> Bool { lhs.microseconds < rhs.microseconds }

    /// The time after a duration, to the microsecond.
    package static func + (lhs: Self, rhs: Duration) -> Self {
        let (seconds, attoseconds) = rhs.components
        return Self(microseconds: lhs.microseconds + seconds * 1_000_000 + attoseconds / 1_000_000_000_000)
    }
}

extension Timestamp: CustomStringConvertible {
    /// RFC 3339 in UTC, with microseconds when there are any.
    package var description: String {
        let (days, inDay) = microseconds.quotientAndFloor(86_400_000_000)
        let (year, month, day) = Self.civil(days)
        let (second, fraction) = inDay.quotientAndFloor(1_000_000)
        func two(_ value: Int64) -> String { value < 10 ? "0\(value)" : "\(value)" }
        let digits = String(fraction + 1_000_000).dropFirst()
        return
            "\(String(year + 10_000).dropFirst())-\(two(month))-\(two(day))T\(two(second / 3600)):\(two(second / 60 % 60)):"
            + "\(two(second % 60))\(fraction == 0 ? "" : ".\(digits)")Z"
    }

    /// Year, month and day of a day number since 1970-01-01 in the proleptic Gregorian calendar: 400-year eras that start on 1 March,
    /// so that the leap day is the last of its year.
    private static func civil(_ days: Int64) -> (Int64, Int64, Int64) {
        let (era, dayOfEra) = (days + 719_468).quotientAndFloor(146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * marchMonth + 2) / 5 + 1)
    }
}

extension Int64 {
    /// Division that rounds towards negative infinity, with the never negative remainder.
    fileprivate func quotientAndFloor(_ divisor: Int64) -> (Int64, Int64) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}
