// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import CommandLineKit

@Suite struct SuggestionTests {
    @Test(
        "edits are counted, a swap of neighbours as one",
        arguments: [
            ("", "", 0), ("", "abc", 3), ("tenant", "tenant", 0), ("tenat", "tenant", 1), ("tennat", "tenant", 1),
            ("pool", "address", 7), ("kitten", "sitting", 3),
        ])
    func distance(a: String, b: String, expected: Int) {
        #expect(Suggestion.editDistance(a, b) == expected)
        #expect(Suggestion.editDistance(b, a) == expected)
    }

    @Test("the nearest wins, of equals the first, and nothing is better than something far")
    func nearest() {
        #expect(Suggestion.nearest(to: "lst", among: ["last", "list", "lists"]) == "last")
        #expect(Suggestion.nearest(to: "shwo", among: ["sheet", "show"]) == "show")
        #expect(Suggestion.nearest(to: "xy", among: ["ab"]) == nil)
        #expect(Suggestion.nearest(to: "journal", among: ["pool", "tenant"]) == nil)
    }
}
