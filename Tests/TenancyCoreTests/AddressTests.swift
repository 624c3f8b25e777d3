// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import TenancyCore
import Testing

@Suite("Addresses")
struct AddressTests {
    @Test(
        "an address is written in its canonical form",
        arguments: [
            ("0.0.0.0", "0.0.0.0"), ("203.0.113.255", "203.0.113.255"), ("::", "::"), ("::1", "::1"),
            ("2001:db8::", "2001:db8::"), ("2001:DB8:0:0:1:0:0:1", "2001:db8::1:0:0:1"),
            ("2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"), ("1:0:0:2:0:0:0:3", "1:0:0:2::3"),
            ("64:ff9b::192.0.2.33", "64:ff9b::c000:221"), ("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"),
        ])
    func canonical(text: String, expected: String) throws {
        #expect(try IPAddress(parsing: text).description == expected)
    }

    @Test(
        "a text that is no address is refused",
        arguments: [
            "", "1.2.3", "1.2.3.4.5", "1.2.3.256", "01.2.3.4", "1.2.3.04", "1.2.3.-4", "1.2.3.+4", " 1.2.3.4",
            "1.2.3.4 ", "1.2.3.",
            "fe80::1%eth0", "[::1]", ":::", "1::2::3", ":1:2:3:4:5:6:7", "1:2:3:4:5:6:7:", "1:2:3:4:5:6:7:8:9",
            "1:2:3:4:5:6:7", "12345::",
            "02::", "g::", "::+1", "::ffff:1.2.3.4", "::ffff:102:304", "1.2.3.4::", "::1.2.3", "1:2:3:4:5:6:7:8::",
            "１.2.3.4",
            "0x7f.0.0.1",
        ])
    func refused(text: String) {
        #expect(throws: AddressError.self) { try IPAddress(parsing: text) }
    }

    @Test("the bytes of an address are in network order")
    func bytes() throws {
        #expect(try IPAddress(parsing: "192.0.2.1").bytes == [192, 0, 2, 1])
        #expect(
            try IPAddress(parsing: "2001:db8::1").bytes == [0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1])
    }

    @Test("every address survives being written and read")
    func roundTrip() throws {
        var random = SeededRandom()
        for _ in 0..<10_000 {
            // Groups that are often zero, so that every form of compression occurs.
            let bits = (0..<8).reduce(UInt128(0)) { value, _ in
                value << 16 | UInt128(Bool.random(using: &random) ? 0 : UInt16.random(in: 0...0xffff, using: &random))
            }
            let address = IPAddress(bits: bits)
            #expect(try IPAddress(parsing: address.description) == address)
        }
    }
}

@Suite("Prefixes")
struct PrefixTests {
    @Test("a refused prefix names the network around it and the prefix that starts at its address")
    func neighbours() throws {
        let cases = [
            ("10.20.0.1/16", "10.20.0.0/16", "10.20.0.1/32"), ("192.0.2.200/28", "192.0.2.192/28", "192.0.2.200/29"),
            ("10.20.0.0/8", "10.0.0.0/8", "10.20.0.0/14"), ("2001:db8::1/64", "2001:db8::/64", "2001:db8::1/128"),
        ]
        for (text, network, host) in cases {
            let expected = AddressError.hostBits(
                text, network: try Prefix(parsing: network), host: try Prefix(parsing: host))
            #expect(throws: expected) { try Prefix(parsing: text) }
            #expect(expected.hint == "use \(network) or \(host)")
            #expect(expected.description.contains(network) && expected.description.contains(host))
        }
    }

    @Test(
        "a text that is no prefix is refused",
        arguments: [
            "10.0.0.0", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/08", "10.0.0.0/-1", "10.0.0.0/+8", "::/129", "10.0.0/8",
            "/8", "10.0.0.0/8/8",
        ])
    func refused(text: String) {
        #expect(throws: AddressError.self) { try Prefix(parsing: text) }
    }

    @Test("containment and overlap agree with the first and last address")
    func containment() throws {
        let prefixes = try [
            "0.0.0.0/0", "10.0.0.0/8", "10.128.0.0/9", "11.0.0.0/8", "::/0", "2001:db8::/32", "2001:db8::1/128",
        ]
        .map(Prefix.init(parsing:))
        for one in prefixes {
            for other in prefixes {
                let contains = one.first.bits <= other.first.bits && other.last.bits <= one.last.bits
                #expect(one.contains(other) == contains)
                #expect(one.overlaps(other) == (one.first.bits <= other.last.bits && other.first.bits <= one.last.bits))
            }
        }
    }

    @Test("the first host of a point-to-point link is its network address")
    func firstHost() throws {
        #expect(try Prefix(parsing: "192.0.2.0/24").firstHost.description == "192.0.2.1")
        #expect(try Prefix(parsing: "192.0.2.0/31").firstHost.description == "192.0.2.0")
        #expect(try Prefix(parsing: "2001:db8::/64").firstHost.description == "2001:db8::1")
    }
}

@Suite("Extents")
struct ExtentTests {
    @Test("fit is the largest aligned block that a search over all blocks finds")
    func fit() throws {
        for first in UInt128(0)..<40 {
            for last in first..<48 {
                let extent = try #require(Extent(first: first, last: last))
                let naive = (0...6).last { size in
                    stride(from: 0, through: 64, by: 1 << size).contains {
                        UInt128($0) >= first && UInt128($0) + (1 << size) - 1 <= last
                    }
                }
                #expect(extent.fit == naive)
                #expect(extent.firstAligned(extent.fit) != nil)
                #expect(extent.firstAligned(extent.fit + 1) == nil)
            }
        }
        #expect(try #require(Extent(first: 0, last: .max)).fit == 128)
        #expect(try #require(Extent(first: 1, last: .max)).fit == 127)
        #expect(Extent(UInt128.max).fit == 0)
    }

    @Test("a range is split into the prefixes that cover it exactly")
    func prefixes() throws {
        let extent = try Extent(parsingAddresses: "203.0.113.1-203.0.113.9")
        #expect(
            extent.prefixes.map(\.description) == [
                "203.0.113.1/32", "203.0.113.2/31", "203.0.113.4/30", "203.0.113.8/31",
            ])
        #expect(try Extent(parsingAddresses: "0.0.0.0-255.255.255.255").prefixes.map(\.description) == ["0.0.0.0/0"])
        #expect(try #require(Extent(first: 0, last: .max)).prefixes.count == 1)
    }

    @Test(
        "ranges of mixed family and in the wrong order are refused",
        arguments: ["10.0.0.9-10.0.0.1", "10.0.0.1-::1", "10.0.0.1-", "-"])
    func refused(text: String) {
        #expect(throws: AddressError.self) { try Extent(parsingAddresses: text) }
    }

    @Test("numbers are read in decimal without leading zeros")
    func numbers() throws {
        #expect(try Extent(parsingNumbers: "256-999") == Extent(first: 256, last: 999))
        #expect(try Extent(parsingNumbers: "7") == Extent(7))
        for text in ["", "-", "1-", "07", "0x7", "9-1", "1-2-3", "99999999999"] {
            #expect(throws: AddressError.self) { try Extent(parsingNumbers: text) }
        }
    }
}
