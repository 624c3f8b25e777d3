// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import TenancyCore
import Testing

@Suite("Times as text")
struct TimestampParseTests {
    @Test(
        "an RFC 3339 text is read to the microsecond, in any offset",
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("2026-11-20T03:12:04Z", 1_795_144_324_000_000),
            ("2026-11-20T04:12:04.25+01:00", 1_795_144_324_250_000), ("2024-02-29t23:59:59z", 1_709_251_199_000_000),
            ("1969-12-31T23:59:59.999999Z", -1), ("0000-01-01T00:00:00Z", -62_167_219_200_000_000),
            ("2026-11-19 20:42:04-06:30", 1_795_144_324_000_000),
        ])
    func parse(text: String, microseconds: Int64) {
        #expect(Timestamp(parsing: text)?.microseconds == microseconds)
    }

    @Test(
        "what is no time is refused",
        arguments: [
            "", "2026-11-20", "2026-11-20T03:12Z", "2026-11-20T03:12:04", "2026-02-29T00:00:00Z",
            "2026-13-01T00:00:00Z", "2026-04-31T00:00:00Z", "2026-11-20T24:00:00Z", "2026-11-20T03:12:60Z",
            "2026-11-20T03:12:04.Z", "2026-11-20T03:12:04.1234567Z", "2026-11-20T03:12:04+0100",
            "2026-11-20T03:12:04Zz", "+026-11-20T03:12:04Z", "2026-11-20T03:12:04.١Z",
        ])
    func refuse(text: String) { #expect(Timestamp(parsing: text) == nil) }

    @Test("what is written is read back")
    func roundTrip() {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<1000 {
            let time = Timestamp(
                microseconds: .random(in: -62_167_219_200_000_000...253_402_300_799_999_999, using: &random))
            #expect(Timestamp(parsing: time.description) == time)
        }
    }
}
