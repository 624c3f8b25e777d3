// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Platform
import Testing

@Suite("Civil time")
struct CivilTimeTests {
    @Test(
        "microseconds become RFC 3339",
        arguments: [
            (0, "1970-01-01T00:00:00Z"),
            (-1, "1969-12-31T23:59:59.999999Z"),
            (951_782_400_000_000, "2000-02-29T00:00:00Z"),
            (951_868_799_999_999, "2000-02-29T23:59:59.999999Z"),
            (4_107_542_400_000_000, "2100-03-01T00:00:00Z"),
            (1_795_208_700_250_000, "2026-11-20T21:05:00.25Z"),
            (-62_135_596_800_000_000, "0001-01-01T00:00:00Z"),
            (253_402_300_799_000_001, "9999-12-31T23:59:59.000001Z"),
        ] as [(Int64, String)])
    func rfc3339(microseconds: Int64, text: String) {
        #expect(CivilTime(microseconds: microseconds).rfc3339 == text)
    }

    @Test("every day from 1600 to 2600 agrees with Foundation")
    func everyDay() {
        let style = Date.ISO8601FormatStyle()
        for day in Int64(-135_140)...230_100 {
            let seconds = day * 86_400 + (day * 7919) % 86_400
            let expected = Date(timeIntervalSince1970: Double(seconds)).formatted(style)
            guard CivilTime(microseconds: seconds * 1_000_000).rfc3339 != expected else { continue }
            Issue.record("\(seconds) is \(expected)")
            return
        }
    }

    @Test("the clock runs, and shows this time")
    func clock() {
        let before = Int64(Date.now.timeIntervalSince1970 * 1_000_000)
        let now = SystemClock.microseconds()
        #expect(abs(now - before) < 60_000_000)
    }
}
