// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Testing

/// What the engine believes of the kernel and what no other test would notice: S1, S6, S9, S10, S25, S28, S30, S33 and S34 of docs/kernel-semantics.md.
@Suite(
    "What the kernel is relied on for",
    .enabled(
        if: Namespace.isCapable,
        "this kernel has no VRF, or this is not root: run 'make kernel-test', which boots a guest"),
    .serialized, .timeLimit(.minutes(20)))
struct SemanticsTests {
    /// A machine with a VRF of table 300 and a pair of devices, the near one inside.
    private func machine() async throws -> Namespace {
        let machine = try await Namespace()
        try await machine.run(
            """
            ip link add tv-acme type vrf table 300
            ip link set tv-acme up
            ip link add near type veth peer name far
            ip link set far up
            ip link set near master tv-acme up
            ip address add 10.9.0.1/24 dev near
            ip address add fd09::1/64 dev near nodad
            """)
        return machine
    }

    /// What the kernel says when it refuses a command.
    private func refusal(_ command: String, on machine: Namespace) async -> String? {
        do {
            try await machine.run(command)
            return nil
        } catch {
            return (error as? Namespace.Failure)?.output ?? "\(error)"
        }
    }

    /// What `ip monitor` prints while the commands run: from a route that it was seen to hear before them to one behind them.
    private func heard(_ commands: String, on machine: Namespace) async throws -> [String] {
        let text = try await machine.run(
            script: """
                file=$(mktemp)
                ip monitor route nexthop >"$file" &
                monitor=$!
                # The test's thread holds signals back, and so do those that it starts.
                trap 'kill -9 $monitor; rm -f "$file"' EXIT
                until_heard() {
                    for i in $(seq 100); do
                        ip route add blackhole "$1" table 302
                        ip route delete blackhole "$1" table 302
                        grep -q "Deleted blackhole $1" "$file" && return
                        sleep 0.1
                    done
                    return 1
                }
                until_heard 192.0.2.1
                \(commands)
                until_heard 192.0.2.2
                cat "$file"
                """)
        // What the kernel does by itself is none of it: a link-local address gets its routes when nobody else was found to have it.
        return text.split(separator: "\n").map(String.init).filter {
            !$0.contains("table 302") && !$0.contains("proto kernel")
        }
    }

    @Test("S9: the links of a group go with one message, all others stay")
    func group() async throws {
        let machine = try await machine()
        try await machine.run(
            """
            ip link add one group 4242 type bridge
            ip link add two group 4242 type bridge
            ip link add other group 4243 type bridge
            ip link delete group 4242
            """)
        // Names that no link-layer address can have a part of.
        let links = try await machine.run("ip -o link show type bridge")
        #expect(links.contains(" other:") && !links.contains(" one:") && !links.contains(" two:"), "\(links)")
        #expect(try await machine.run("ip -o link show type vrf").contains(" tv-acme:"))
    }

    @Test("S25: an identical replacement is silent in IPv4, and told again in IPv6")
    func replacement() async throws {
        let machine = try await machine()
        try await machine.run(
            """
            ip route add 10.8.0.0/16 via 10.9.0.2 dev near table 300 proto 201 metric 200
            ip -6 route add fd08::/64 via fd09::2 dev near table 300 proto 201 metric 200
            """)
        let heard = try await heard(
            """
            ip route replace 10.8.0.0/16 via 10.9.0.2 dev near table 300 proto 201 metric 200
            ip -6 route replace fd08::/64 via fd09::2 dev near table 300 proto 201 metric 200
            """, on: machine)
        #expect(heard.count == 1 && heard.first?.contains("fd08::/64") == true, "\(heard)")
    }

    @Test("S34: the routes of a next hop object go with it, and nobody is told of them")
    func nextHopObject() async throws {
        let machine = try await machine()
        try await machine.run(
            """
            ip nexthop add id 7 via 10.9.0.2 dev near
            ip route add 10.8.0.0/16 nhid 7 table 300 proto 201 metric 200
            """)
        let heard = try await heard("ip nexthop delete id 7", on: machine)
        #expect(heard.count == 1 && heard.first?.contains("Deleted id 7") == true, "\(heard)")
        #expect(try await machine.run("ip route show 10.8.0.0/16 table 300") == "")
    }

    @Test("S1: a VRF needs a table, and table 0 is none")
    func tables() async throws {
        let machine = try await Namespace()
        #expect(await refusal("ip link add v0 type vrf table 0", on: machine)?.contains("Invalid VRF table id") == true)
        // ip(8) itself asks for the table.
        #expect(await refusal("ip link add v0 type vrf", on: machine) != nil)
        #expect(try await machine.run("ip -o link show type vrf") == "")
    }

    @Test("S6: a VRF is no Ethernet device, and takes the largest of packets")
    func shape() async throws {
        let machine = try await machine()
        let link = try await machine.run("ip -o link show tv-acme")
        #expect(link.contains("NOARP,MASTER") && link.contains(" mtu 65575 "), "\(link)")
    }

    @Test("S10: loopback and another VRF cannot join a VRF; a bridge can, and keeps its ports")
    func members() async throws {
        let machine = try await machine()
        try await machine.run(
            """
            ip link add tv-beta type vrf table 301
            ip link add tb-acme type bridge
            ip link add port type veth peer name host
            ip link set port master tb-acme
            """)
        for device in ["lo", "tv-beta"] {
            #expect(await refusal("ip link set \(device) master tv-acme", on: machine) != nil, "\(device)")
        }
        try await machine.run("ip link set tb-acme master tv-acme")
        #expect(try await machine.run("ip -o link show port").contains(" master tb-acme "))
        #expect(try await machine.run("ip -o link show tb-acme").contains(" master tv-acme "))
    }

    @Test("S28: a lost carrier marks routes, a device that is set down loses them")
    func carrier() async throws {
        let machine = try await machine()
        try await machine.run(
            """
            ip route add 10.8.0.0/16 via 10.9.0.2 dev near table 300 proto 201 metric 200
            ip -6 route add fd08::/64 via fd09::2 dev near table 300 proto 201 metric 200
            ip link set far down
            """)
        func routes() async throws -> [String] {
            try await machine.run("ip -4 route show table 300 proto 201\nip -6 route show table 300 proto 201")
                .split(separator: "\n").map(String.init)
        }
        let marked = try await routes()
        #expect(marked.count == 2 && marked.allSatisfy { $0.contains("linkdown") }, "\(marked)")
        try await machine.run("ip link set far up")
        let back = try await routes()
        #expect(back.count == 2 && !back.contains { $0.contains("linkdown") }, "\(back)")
        try await machine.run("ip link set near down")
        #expect(try await routes() == [])
    }

    @Test("S30: an IPv6 route without a metric has 1024, and a second gateway hides whose it is")
    func nextHops() async throws {
        let machine = try await machine()
        try await machine.run(
            """
            ip -6 route add fd08::/64 via fd09::2 dev near table 300 proto 201
            ip -6 route append fd08::/64 via fd09::3 dev near table 300 proto 99
            """)
        let routes = try await machine.run("ip -6 route show fd08::/64 table 300")
        #expect(routes.contains("proto 201 metric 1024"), "\(routes)")
        #expect(routes.contains("via fd09::2 ") && routes.contains("via fd09::3 "), "\(routes)")
        #expect(!routes.contains("proto 99"), "\(routes)")
        #expect(routes.split(separator: "metric").count == 2, "it is one route: \(routes)")
    }

    @Test("S33: a gateway that is not on the link is refused, for both families")
    func gateways() async throws {
        let machine = try await machine()
        for (family, route) in [("-4", "10.8.0.0/16 via 192.0.2.7"), ("-6", "fd08::/64 via 2001:db8::7")] {
            let words = await refusal("ip \(family) route add \(route) dev near table 300", on: machine)
            #expect(words?.isEmpty == false, "\(route)")
        }
        #expect(
            try await machine.run("ip -4 route show table 300 proto boot\nip -6 route show table 300 proto boot") == "")
    }
}
