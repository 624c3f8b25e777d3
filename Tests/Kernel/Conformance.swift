// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Netlink
import TenancyCore
import TenancyKernel

/// Three tenants with the same CIDRs, ways between some of them, one more in a VRF of OVN-Kubernetes, and the packets that prove the invariants I1 to I17.
///
/// acme and store reach each other's offer; beta sees acme's, and acme does not see beta's. The machine has a listener on port 7777 and a way to the internet.
struct Conformance {
    let site: Site
    let workloads: [Namespace]
    let owner: OVNKubernetes
    let state: KernelState
    private let internet: Namespace
    private let log = FileManager.default.temporaryDirectory.appending(path: "heard-\(UUID())").path

    private var acme: Site.Tenant { site.tenants[0] }
    private var beta: Site.Tenant { site.tenants[1] }
    private var store: Site.Tenant { site.tenants[2] }
    private var gamma: Site.Tenant { site.tenants[3] }

    init() async throws {
        site = try await Site("acme", "beta", "store", "gamma")
        let (acme, beta, store, gamma) = (site.tenants[0], site.tenants[1], site.tenants[2], site.tenants[3])
        owner = OVNKubernetes(machine: site.machine, vrf: "gamma-g1")
        try await owner.create()
        state = KernelState(
            revision: 1,
            networks: [
                try acme.network(leaks: try acme.leak("shop", of: store)),
                try beta.network(leaks: try beta.leak("peek", of: acme)),
                try store.network(leaks: try store.leak("shop", of: acme)),
                try gamma.network(.attached(name: try InterfaceName("gamma-g1"))),
            ])
        // The main table has a way to the internet; no tenant has.
        internet = try await Namespace()
        try await site.machine.run(
            """
            ip link add wan type veth peer name eth0 netns \(try await internet.thread)
            ip link set wan up
            ip address add 203.0.113.1/24 dev wan
            ip address add 2001:db8:113::1/64 dev wan nodad
            ip route add default via 203.0.113.2
            ip -6 route add default via 2001:db8:113::2
            perl -e '\(Self.listener)' \(log) >/dev/null 2>&1 &
            """)
        try await internet.run(
            """
            ip link set eth0 up
            ip address add 203.0.113.2/24 dev eth0
            ip address add 2001:db8:113::2/64 dev eth0 nodad
            ip address add 198.18.0.1/32 dev lo
            ip -6 address add 2001:db8:18::1/128 dev lo
            ip route add default via 203.0.113.1
            ip -6 route add default via 2001:db8:113::1
            """)
        for tenant in [acme, gamma] {
            try await tenant.router.run(
                "ip route add 192.0.2.0/24 via \(tenant.transit)\nip -6 route add 2001:db8::/64 via \(tenant.transit6)")
        }
        // The devices that workloads are put on.
        let first = await LinuxKernel(executor: site.machine.executor).apply(state)
        guard first.failures.isEmpty else { throw Failure(text: "\(first.failures)") }
        var workloads: [Namespace] = []
        for tenant in [acme, beta, store] {
            let workload = try await site.workload(of: tenant)
            try await workload.run(
                """
                ip address add \(tenant.inside)/24 dev eth0
                ip address add \(tenant.outside)/24 dev eth0
                ip -6 address add \(tenant.inside6)/64 dev eth0 nodad
                ip -6 address add \(tenant.outside6)/64 dev eth0 nodad
                """)
            workloads.append(workload)
        }
        // One address in both networks, one client behind both providers, and a machine that tracks connections in one table.
        try await site.machine.run(
            ["", "6"].map { family in
                let rule = "tables -A FORWARD -m conntrack --ctstate ESTABLISHED"
                return "ip\(family)\(rule) || ip\(family)tables-legacy\(rule.dropFirst(6))"
            }.joined(separator: "\n"))
        for (tenant, workload) in [(acme, workloads[0]), (beta, workloads[1])] {
            try await workload.run(
                """
                ip address add \(Self.shared[0])/16 dev eth0
                ip -6 address add \(Self.shared[1])/64 dev eth0 nodad
                perl -e '\(Self.answerer)' \(log) \(tenant.key) \(Self.shared.joined(separator: " ")) >/dev/null 2>&1 &
                """)
            try await tenant.router.run(
                "ip address add \(Self.client[0])/32 dev lo\nip -6 address add \(Self.client[1])/128 dev lo")
        }
        try await beta.router.run(
            "ip route add 10.50.0.0/24 via \(beta.transit)\nip -6 route add fd50:0::/64 via \(beta.transit6)")
        // As the shipped sysctl.d has it, which udev would apply, and the unit for IPv6.
        try await site.machine.run("sysctl -qw net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.tb-acme.rp_filter=1")
        try await site.machine.run(Self.sourceFilter("ExecStart"))
        self.workloads = workloads
    }

    /// Writes a line for each connection and datagram. Joins groups on the machine's own interface.
    private static let listener = """
        use Socket qw(:all); use IO::Handle;
        open(my $log, ">>", $ARGV[0]); $log->autoflush(1);
        socket(my $t, AF_INET6, SOCK_STREAM, 0); setsockopt($t, SOL_SOCKET, SO_REUSEADDR, 1);
        bind($t, sockaddr_in6(7777, IN6ADDR_ANY)); listen($t, 16);
        socket(my $u, AF_INET6, SOCK_DGRAM, 0); bind($u, sockaddr_in6(7777, IN6ADDR_ANY));
        socket(my $g, AF_INET, SOCK_DGRAM, 0); setsockopt($g, SOL_SOCKET, SO_REUSEADDR, 1);
        bind($g, sockaddr_in(7778, INADDR_ANY)); setsockopt($g, SOL_SOCKET, SO_BROADCAST, 1);
        setsockopt($g, IPPROTO_IP, 35, inet_aton("224.0.0.251") . inet_aton("192.0.2.1"));
        setsockopt($u, IPPROTO_IPV6, 20, inet_pton(AF_INET6, "ff02::fb") . pack("I", `cat /sys/class/net/mgmt/ifindex`));
        while (1) {
            my $r = ""; vec($r, fileno($_), 1) = 1 for ($t, $u, $g);
            select($r, undef, undef, 5); exit unless -e $ARGV[0];
            if (vec($r, fileno($t), 1)) { accept(my $c, $t); print $log "tcp\\n"; }
            for my $s ($u, $g) { if (vec($r, fileno($s), 1)) { recv($s, my $d, 99, 0); print $log "udp $d\\n"; } }
        }
        """.replacing("\n", with: " ")

    /// Sends a datagram to broadcast and multicast addresses.
    private static let shouter = """
        use Socket qw(:all);
        socket(my $s, AF_INET, SOCK_DGRAM, 0); setsockopt($s, SOL_SOCKET, SO_BROADCAST, 1);
        for my $a ("192.0.2.255", "255.255.255.255", "224.0.0.251") { send($s, "group $a", 0, sockaddr_in(7778, inet_aton($a))); }
        socket(my $v, AF_INET6, SOCK_DGRAM, 0);
        send($v, "group ff02::fb", 0, sockaddr_in6(7777, inet_pton(AF_INET6, "ff02::fb"), `cat /sys/class/net/eth0/ifindex`));
        """.replacing("\n", with: " ")

    /// Of both families: an address that two tenants' workloads have, and one that two providers' clients have.
    private static let shared = ["10.20.0.99", "fd20::99"]
    private static let client = ["198.51.100.50", "2001:db8:50::50"]

    /// Answers datagrams with its name, as long as a file is there.
    private static let answerer = """
        use Socket qw(:all);
        my ($file, $name, $four, $six) = @ARGV;
        socket(my $u, AF_INET, SOCK_DGRAM, 0); bind($u, sockaddr_in(7000, inet_aton($four)));
        socket(my $v, AF_INET6, SOCK_DGRAM, 0); bind($v, sockaddr_in6(7000, inet_pton(AF_INET6, $six)));
        while (1) {
            my $r = ""; vec($r, fileno($_), 1) = 1 for ($u, $v);
            select($r, undef, undef, 5); exit unless -e $file;
            for my $s ($u, $v) { if (vec($r, fileno($s), 1)) { my $from = recv($s, my $d, 99, 0); send($s, $name, 0, $from); } }
        }
        """.replacing("\n", with: " ")

    /// Asks for the name, always from the same port, and prints it.
    private static let asker = """
        use Socket qw(:all);
        my ($from, $to) = @ARGV; my $f = $to =~ /:/ ? AF_INET6 : AF_INET;
        my $name = sub { my ($a, $p) = @_; $f == AF_INET6 ? sockaddr_in6($p, inet_pton($f, $a)) : sockaddr_in($p, inet_pton($f, $a)) };
        socket(my $s, $f, SOCK_DGRAM, 0); bind($s, $name->($from, 40000)); connect($s, $name->($to, 7000));
        for (1 .. 5) {
            send($s, "who", 0); my $r = ""; vec($r, fileno($s), 1) = 1; my $d = "";
            if (select($r, undef, undef, 1)) { recv($s, $d, 99, 0); }
            if ($d) { print $d; last; }
        }
        """.replacing("\n", with: " ")

    /// I13 and I14: equal addresses and ports at both ends are each tenant's own, and what only one tenant has is not found in the other's VRF.
    private func equals() async throws -> [String] {
        func ask(_ tenant: Site.Tenant) async throws -> [String] {
            try await tenant.router.run(
                script: zip(Self.client, Self.shared).map { "perl -e '\(Self.asker)' \($0) \($1); echo" }.joined(
                    separator: "\n")
            ).split(separator: "\n", omittingEmptySubsequences: false).prefix(2).map(String.init)
        }
        async let first = ask(acme)
        async let second = ask(beta)
        let answers = try await (first, second)
        var found: [String] = []
        if answers.0 != ["acme", "acme"] { found.append("I13: acme's client is answered by \(answers.0)") }
        if answers.1 != ["beta", "beta"] { found.append("I13: beta's client is answered by \(answers.1)") }
        return found
            + (await beta.router.leaked([acme.outside, acme.outside6])).map {
                "I14: beta's provider reaches acme's \($0)"
            }
    }

    /// What of the invariants does not hold now; with `controls` also what should be possible and is not.
    func violations() async throws -> [String] {
        // What neighbours were found before must not hide that none can be found now.
        try await site.machine.run("ip neigh flush all\nip -6 neigh flush all")
        async let between = betweenTenants()
        async let leaked = leaks()
        async let services = services()
        var found = try await between + leaked + services
        found += try await spoofed()
        found += try await equals()
        found += await neighbours()
        found += try await errors()
        return found
    }

    /// I1, I2, I3, I5: other tenants, the node and the internet.
    private func betweenTenants() async throws -> [String] {
        let targets = [
            "I1": [beta.workload, beta.workload6, store.workload, store.workload6],
            "I2": [beta.transit, beta.transit6, beta.gateway, beta.gateway6, gamma.transit, gamma.transit6],
            "I3": ["192.0.2.1", "2001:db8::1", "203.0.113.1"], "I5": ["198.18.0.1", "2001:db8:18::1"],
        ]
        async let own = workloads[0].missing([acme.gateway, "10.20.0.1"])
        async let own6 = workloads[0].missing([acme.gateway6, "fd20::1"], from: acme.workload6)
        let answered = await workloads[0].leaked(targets.values.flatMap { $0 }.sorted())
        let node = await gamma.router.leaked(["192.0.2.1", "2001:db8::1"])
        let invariants = targets.filter { $0.value.contains(where: answered.contains) }.keys.sorted()
        return invariants.map { "\($0): acme reaches one of \(answered)" }
            + node.map { "I3: gamma's provider reaches \($0)" }
            + (await own + own6).map { "acme does not reach its own \($0)" }
    }

    /// I8 to I11: what is offered, nothing beside it, one way, and no further. With an address that the other side can tell.
    private func leaks() async throws -> [String] {
        async let fromAcme = workloads[0].missing([store.inside], from: acme.inside)
        async let fromAcme6 = workloads[0].missing([store.inside6], from: acme.inside6)
        async let fromBeta = workloads[1].leaked([acme.inside, acme.outside, store.inside], from: beta.inside)
        async let fromBeta6 = workloads[1].leaked([acme.inside6, acme.outside6, store.inside6], from: beta.inside6)
        async let fromStore = workloads[2].missing([acme.inside], from: store.inside)
        async let fromStore6 = workloads[2].missing([acme.inside6], from: store.inside6)
        let beside = await workloads[0].leaked([store.outside, beta.inside, "10.50.2.17"], from: acme.inside)
        let beside6 = await workloads[0].leaked([store.outside6, beta.inside6], from: acme.inside6)
        return await (fromAcme + fromAcme6 + fromStore + fromStore6).map { "I11: \($0) is offered and not reached" }
            + (beside + beside6).map { "I8: acme reaches \($0), which is not offered" }
            + (fromBeta + fromBeta6).map { "I9, I10: beta reaches \($0)" }
    }

    /// I4 and I6: services and groups of the node.
    private func services() async throws -> [String] {
        try await workloads[0].run(
            """
            for a in 192.0.2.1 2001:db8::1 203.0.113.1; do timeout 1 bash -c "echo tenant >/dev/tcp/$a/7777; echo tenant >/dev/udp/$a/7777" || true; done
            perl -e '\(Self.shouter)' || true
            """)
        let heard = (try? String(contentsOfFile: log, encoding: .utf8)) ?? "no log"
        return heard.split(separator: "\n").map { "I4, I6: the node heard '\($0)'" }
    }

    /// I7: sources of others, of the node and of nobody.
    private func spoofed() async throws -> [String] {
        var found: [String] = []
        for (sources, target, counter) in [
            (
                [beta.transit, "192.0.2.1", "198.18.5.5"], acme.gateway,
                "awk '/^Icmp: [0-9]/ {print $10}' /proc/net/snmp"
            ),
            (
                [beta.transit6, "2001:db8::1", "2001:db8:5::5"], acme.gateway6,
                "awk '/^Icmp6InEchos / {print $2}' /proc/net/snmp6"
            ),
        ] {
            let before = try await acme.router.run(counter)
            for source in sources {
                try await workloads[0].run(
                    """
                    ip address add \(source) dev lo; ping -n -c 1 -W 1 -I \(source) \(target) || true; ip address delete \(source) dev lo
                    """)
            }
            let after = try await acme.router.run(counter)
            if before != after {
                found.append("I7: packets to \(target) with a source of others have left: \(before)\(after)")
            }
        }
        return found
    }

    /// What the shipped unit for IPv6 runs. The guest's kernel has netfilter's older half.
    static func sourceFilter(_ key: String) throws -> String {
        let unit = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "systemd/tenancy-sources.service")
        let line = try String(contentsOf: unit, encoding: .utf8).split(separator: "\n").first {
            $0.hasPrefix("\(key)=")
        }
        guard let line else { throw Failure(text: "no \(key) in \(unit.path)") }
        let command = line.dropFirst(key.count + 1)
        return "\(command) 2>/dev/null || \(command.replacing("ip6tables", with: "ip6tables-legacy"))"
    }

    /// I15: nobody on the uplink or behind the bridge finds addresses of the node or of others by asking for their neighbour.
    private func neighbours() async -> [String] {
        var found: [String] = []
        for (place, device) in [(acme.router, "vlan0"), (workloads[0], "eth0")] {
            let asked = ["192.0.2.1", beta.transit, "2001:db8::1", beta.transit6]
            let routes = asked.map { "ip \($0.contains(":") ? "-6" : "-4") route replace \($0) dev \(device)" }
            let undo = routes.map { $0.replacing("replace", with: "delete") }
            _ = try? await place.run(routes.joined(separator: "\n"))
            _ = await place.leaked(asked)
            let neighbours = try? await place.run("ip neigh show dev \(device)")
            _ = try? await place.run(undo.joined(separator: "\n") + "\nip neigh flush dev \(device)")
            found += asked.filter { address in
                neighbours?.split(separator: "\n").contains { $0.hasPrefix(address + " ") && $0.contains("lladdr") }
                    ?? true
            }.map { "I15: \($0) answers on \(device)" }
        }
        return found
    }

    /// I12: a leak's errors come back.
    private func errors() async throws -> [String] {
        let expired = try await workloads[0].run(
            "ping -n -c 1 -W 3 -t 1 -I \(acme.inside) \(store.inside) || true; ping -n -c 1 -W 3 -t 1 -I \(acme.inside6) \(store.inside6) || true"
        )
        var found: [String] = []
        if !expired.contains("Time to live exceeded") { found.append("I12: no time exceeded: \(expired)") }
        if !expired.contains("Hop limit") { found.append("I12: no hop limit: \(expired)") }
        let large = "ping -n -c 1 -W 3 -M do -s 1450 -I"
        try await site.machine.run("ip link set \(store.key.bridge) mtu 1400")
        let refused = try await workloads[0].run(
            """
            ip route flush cache; ip -6 route flush cache
            \(large) \(acme.inside) \(store.inside) || true; \(large) \(acme.inside6) \(store.inside6) || true
            """)
        try await site.machine.run("ip link set \(store.key.bridge) mtu 1500")
        if !refused.contains("Frag needed and DF set (mtu = 1400)") {
            found.append("I12: no fragmentation needed: \(refused)")
        }
        if !refused.contains("Packet too big: mtu=1400") { found.append("I12: no packet too big: \(refused)") }
        return found
    }

    /// That the checks can see something: with the kernel's order of rules the node is reached, and without its filter a wrong source leaves.
    func controls() async throws -> [String] {
        var missing: [String] = []
        let accept = "sysctl -qw net.ipv4.tcp_l3mdev_accept=N net.ipv4.udp_l3mdev_accept=N"
        try await site.machine.run(
            "ip rule add pref 0 lookup local\nsysctl -qw net.ipv4.conf.tb-acme.rp_filter=0\n"
                + Self.sourceFilter("ExecStop") + "\n" + accept.replacing("N", with: "1"))
        _ = try? await workloads[0].run(
            "timeout 2 bash -c 'echo control >/dev/tcp/192.0.2.1/7777'; timeout 1 bash -c 'echo control >/dev/udp/192.0.2.1/7777'"
        )
        if await workloads[0].reached(["192.0.2.1"]).isEmpty { missing.append("I3") }
        if try await spoofed().count != 2 { missing.append("I7") }
        let (wrong, opened) = (Self.shared[0], acme.outside)
        try await site.machine.run(
            "ip route add \(wrong)/32 dev tv-beta table 300\nip route add \(opened)/32 dev tv-acme table 301\nip route add \(beta.gateway)/32 dev tv-beta table 300"
        )
        let breaches = try await equals()
        if !breaches.contains(where: { $0.hasPrefix("I13: acme") }) { missing.append("I13") }
        if !breaches.contains(where: { $0.hasPrefix("I14") }) { missing.append("I14") }
        try await site.machine.run(
            "ip route delete \(wrong)/32 dev tv-beta table 300\nip route delete \(opened)/32 dev tv-acme table 301\nip route delete \(beta.gateway)/32 dev tv-beta table 300"
        )
        try await site.machine.run(
            "ip rule delete pref 0\nsysctl -qw net.ipv4.conf.tb-acme.rp_filter=1\n" + Self.sourceFilter("ExecStart")
                + "\n"
                + accept.replacing("N", with: "0"))
        let heard = try await internet.run("cat \(log); : >\(log)")
        if heard.isEmpty { missing.append("I4") }
        return missing
    }

    /// Waits until nothing differs, isolation included, as the kernel itself tells (I17).
    func settle(_ kernel: LinuxKernel) async throws {
        let clock = ContinuousClock()
        let end = clock.now + .seconds(60)
        while case let differences = try await kernel.differences(from: state), !differences.isEmpty {
            guard clock.now < end else { throw Failure(text: "does not settle: \(differences.map(\.what))") }
            // The keeper works on the thread that answered.
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    func end() {
        try? FileManager.default.removeItem(atPath: log)
    }

    struct Failure: Error, CustomStringConvertible {
        let text: String
        var description: String { text }
    }
}

extension Namespace {
    /// The addresses that do not answer, of those that should.
    fileprivate func missing(_ addresses: [String], from device: String? = nil) -> [String] {
        let answered = reached(addresses, from: device)
        return addresses.filter { !answered.contains($0) }
    }
}
