// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Netlink
import Testing

@Suite(
    "The rule against IPv6 addresses of others",
    .enabled(if: NetworkNamespace.isAvailable, "needs CAP_SYS_ADMIN to make a network namespace"))
struct SourceFilterTests {
    static let commands = ["ip6tables-legacy", "ip6tables-nft"]

    /// Runs a command in the namespace of this thread, and returns its exit code.
    private static func run(_ command: String) -> Int32 {
        guard let stream = unsafe popen("{ \(command); } >/dev/null 2>&1", "r") else { return -1 }
        return unsafe pclose(stream) >> 8 & 0xff
    }

    private static func check(_ isThere: Bool, after command: String) throws {
        let found = try SourceFilter.isThere(devices: "tb-")
        #expect(found == isThere, "\(command)")
    }

    @Test("it is found in either kernel part of ip6tables, and what does less is not taken for it", arguments: commands)
    func rules(command: String) async throws {
        try await NetworkNamespace().run {
            // A build machine may have one of the two alone.
            guard Self.run("\(command) -w -t raw -S") == 0 else {
                print("skipped: the rule against IPv6 addresses of others by \(command), which cannot be used here")
                return
            }
            let rule = "-t raw -A PREROUTING -i tb-+ -m rpfilter --invert -j DROP"
            try Self.check(false, after: "nothing")
            for other in [
                rule.replacing("tb-+", with: "tb-acme"), rule.replacing("--invert ", with: ""),
                rule.replacing("-j DROP", with: "-j ACCEPT"), rule.replacing("-i tb-+", with: "-i tb-+ -s fd20::/64"),
                rule.replacing("-i tb-+", with: "! -i tb-+"), rule.replacing("-i tb-+", with: "-i tb-+ -p udp"),
            ] {
                #expect(Self.run("\(command) -w \(other)") == 0)
                try Self.check(false, after: other)
            }
            #expect(Self.run("\(command) -w \(rule)") == 0)
            try Self.check(true, after: rule)
            #expect(Self.run("\(command) -w \(rule.replacing("-A", with: "-D"))") == 0)
            try Self.check(false, after: "nothing")
            #expect(Self.run("\(command) -w \(rule.replacing("-i tb-+ ", with: ""))") == 0)
            try Self.check(true, after: "a rule for all devices")
        }
    }
}
