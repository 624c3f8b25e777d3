// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// A moment of UTC split into date and time of day, in the proleptic Gregorian calendar.
package struct CivilTime: Equatable, Sendable {
    package let year: Int64
    package let month: Int
    package let day: Int
    package let hour: Int
    package let minute: Int
    package let second: Int
    package let microsecond: Int

    /// - Parameter microseconds: since 1970-01-01T00:00:00Z; before it, negative.
    package init(microseconds: Int64) {
        let (days, rest) = microseconds.flooredDivision(by: 86_400_000_000)
        // Howard Hinnant, "chrono-compatible low-level date algorithms": years begin in March, so that the leap day
        // is a year's last, and 400 years are one era of 146,097 days. 719,468 days lie between 0000-03-01 and 1970.
        let (era, dayOfEra) = (days + 719_468).flooredDivision(by: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        day = Int(dayOfYear - (153 * marchMonth + 2) / 5 + 1)
        month = Int(marchMonth < 10 ? marchMonth + 3 : marchMonth - 9)
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        let seconds = rest / 1_000_000
        hour = Int(seconds / 3600)
        minute = Int(seconds / 60 % 60)
        second = Int(seconds % 60)
        microsecond = Int(rest % 1_000_000)
    }

    /// RFC 3339 with the fraction only when there is one, such as `2026-11-20T21:05:00.25Z`.
    package var rfc3339: String {
        let fraction = microsecond == 0 ? "" : "." + microsecond.padded(6).trimmingTrailingZeros()
        return "\(Int(year).padded(4))-\(month.padded(2))-\(day.padded(2))T\(timeOfDay)\(fraction)Z"
    }

    /// Such as `21:05:00`.
    var timeOfDay: String { "\(hour.padded(2)):\(minute.padded(2)):\(second.padded(2))" }
}

extension Int64 {
    fileprivate func flooredDivision(by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}

extension Int {
    fileprivate func padded(_ width: Int) -> String {
        let digits = String(self)
        return String(repeating: "0", count: Swift.max(0, width - digits.count)) + digits
    }
}

extension String {
    fileprivate func trimmingTrailingZeros() -> String {
        String(prefix(count - reversed().prefix { $0 == "0" }.count))
    }
}
