// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import TenancyCore
import Testing

@Suite("Names")
struct NameTests {
    @Test("a tenant name leaves room for a generation in an interface name")
    func tenantLength() throws {
        #expect(try TenantName("abcdefghijk").description == "abcdefghijk")
        #expect(throws: NameError.self) { try TenantName("abcdefghijkl") }
        let key = NetworkKey(try TenantName("abcdefghijk"))
        #expect(key.lastGeneration == 99)
        #expect(key.cudn(generation: 99).description.utf8.count == 15)
        #expect(key.vrf.description == "tv-abcdefghijk")
    }

    @Test(
        "a name that breaks a rule is refused",
        arguments: ["", "Acme", "1acme", "-acme", "acme-", "ac me", "ac_me", "acmé", "a/b", "a\nb"])
    func refused(text: String) {
        #expect(throws: NameError.self) { try TenantName(text) }
        #expect(throws: NameError.self) { try PoolName(text) }
    }

    @Test(
        "an interface name follows the kernel's rule", arguments: ["eno1", "eno1.101", "br-ex", "bond0_1", "enp0s31f6"])
    func interface(text: String) throws {
        #expect(try InterfaceName(text).description == text)
    }

    @Test(
        "an interface name that the kernel or nftables refuses is refused",
        arguments: ["", "sixteen-bytes-xx", "a b", "a/b", "a:b", "1a", ".", "..", "a\u{7f}"])
    func interfaceRefused(text: String) {
        #expect(throws: NameError.self) { try InterfaceName(text) }
    }
}

@Suite("Times")
struct TimestampTests {
    @Test(
        "a time is written as RFC 3339 in UTC",
        arguments: [
            (Int64(0), "1970-01-01T00:00:00Z"), (951_782_400_000_000, "2000-02-29T00:00:00Z"),
            (1_767_225_599_999_999, "2025-12-31T23:59:59.999999Z"), (-1, "1969-12-31T23:59:59.999999Z"),
            (4_107_542_400_000_000, "2100-03-01T00:00:00Z"),
        ])
    func text(microseconds: Int64, expected: String) {
        #expect(Timestamp(microseconds: microseconds).description == expected)
    }
}
