// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import TenancyCore
import Testing

@Suite struct TimestampParseTests {
    @Test(
        "a time reads as it is written",
        arguments: [
            "1970-01-01T00:00:00Z", "2026-11-20T14:05:00.250000Z", "2000-02-29T23:59:59Z", "2100-03-01T00:00:00Z",
            "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z", "1969-12-31T23:59:59.000001Z",
        ])
    func roundTrip(text: String) {
        #expect(Timestamp(parsing: text)?.description == text)
    }

    @Test("an offset and a short fraction are understood")
    func offsets() {
        #expect(Timestamp(parsing: "2026-11-20T15:05:00.25+01:00") == Timestamp(parsing: "2026-11-20T14:05:00.250000Z"))
        #expect(Timestamp(parsing: "2026-11-20 09:35:00-04:30") == Timestamp(parsing: "2026-11-20t14:05:00z"))
    }

    @Test(
        "what is no time is refused",
        arguments: [
            "", "2026-11-20", "2026-11-20T14:05:00", "2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z",
            "2026-11-20T24:00:00Z", "2026-11-20T14:05:60Z", "2026-11-20T14:05:00.Z", "2026-11-20T14:05:00.1234567Z",
            "2026-11-20T14:05:00Z ", "+026-11-20T14:05:00Z", "2026-11-20T14:05:00+1:00", "٢٠٢٦-11-20T14:05:00Z",
        ])
    func refused(text: String) {
        #expect(Timestamp(parsing: text) == nil)
    }
}
