// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import TenancyCore
import Testing

@testable import TenancyDaemon

@Suite("The host's settings")
struct HostCheckTests {
    private static let whole = HostSettings(
        sysctls: ["net.ipv4.tcp_l3mdev_accept": "0", "net.ipv4.udp_l3mdev_accept": "0", "net.vrf.strict_mode": "1"],
        networkd: .init(runs: true, hasDropIn: true), networkManager: .init(runs: false, hasDropIn: false))

    static let cases: [(change: @Sendable (inout HostSettings) -> Void, result: Finding.Result, evidence: String)] = [
        ({ _ in }, .ok, "sysctls and network managers are as they should be"),
        ({ $0.sysctls = [:] }, .ok, "sysctls and network managers are as they should be"),
        (
            { $0.sysctls["net.ipv4.tcp_l3mdev_accept"] = "1" }, .failed,
            "net.ipv4.tcp_l3mdev_accept is 1: tenants reach services of the node"
        ),
        (
            { $0.sysctls["net.vrf.strict_mode"] = "0" }, .warning,
            "net.vrf.strict_mode is 0, so that two VRFs can have one table"
        ),
        (
            { $0.sysctls["net.ipv4.conf.all.rp_filter"] = "2" }, .warning,
            "net.ipv4.conf.all.rp_filter is 2, so that tenants can send with addresses of others"
        ),
        (
            {
                for device in ["tb-blue", "tb-acme", "tu-acme"] {
                    $0.sysctls["net.ipv4.conf.\(device).rp_filter"] = "0"
                }
            }, .warning,
            "net.ipv4.conf.tb-acme.rp_filter and of 1 more is not 1, so that tenants can send with addresses of others"
        ),
        (
            { $0.sysctls["net.ipv4.conf.tb-acme.rp_filter"] = "1" }, .ok,
            "sysctls and network managers are as they should be"
        ),
        (
            { $0.sysctls["net.ipv4.conf.tu-acme.forwarding"] = "0" }, .warning,
            "net.ipv4.conf.tu-acme.forwarding is 0, so that nothing gets through"
        ),
        (
            {
                $0.given = [
                    "eno2": [
                        "ipv4.forwarding": 1, "ipv4.rp_filter": 2, "ipv4.accept_redirects": 0,
                        "ipv6.accept_redirects": 0, "ipv6.accept_ra": 0,
                    ]
                ]
            }, .ok, "sysctls and network managers are as they should be"
        ),
        (
            { $0.given = ["eno2.7": ["ipv4.rp_filter": 1, "ipv6.accept_ra": 1], "eno1": ["ipv4.forwarding": 0]] },
            .warning,
            """
            net.ipv4.conf.eno1.forwarding is 0, so that nothing gets through; net.ipv4.conf.eno2/7.rp_filter is 1, so that answers that leave \
            by another way are lost; net.ipv6.conf.eno2/7.accept_ra is 1, so that the provider can give this node routes
            """
        ),
        // What the kernel makes of the settings of an interface together with others.
        (
            {
                $0.sysctls["net.ipv4.conf.all.rp_filter"] = "1"
                $0.given = ["eno2": ["ipv4.rp_filter": 0]]
            }, .warning, "net.ipv4.conf.eno2.rp_filter is 0, so that answers that leave by another way are lost"
        ),
        (
            {
                $0.sysctls["net.ipv4.conf.all.accept_redirects"] = "0"
                $0.given = [
                    "eno2": [
                        "ipv4.forwarding": 1, "ipv4.accept_redirects": 1, "ipv6.forwarding": 1,
                        "ipv6.accept_redirects": 1, "ipv6.accept_ra": 1,
                    ]
                ]
            }, .ok, "sysctls and network managers are as they should be"
        ),
        (
            {
                $0.sysctls["net.ipv4.conf.all.accept_redirects"] = "1"
                $0.given = [
                    "eno2": [
                        "ipv4.forwarding": 1, "ipv4.accept_redirects": 1, "ipv6.forwarding": 1, "ipv6.accept_ra": 2,
                    ]
                ]
            }, .warning,
            """
            net.ipv4.conf.eno2.accept_redirects is 1, so that the provider can change this node's routes; \
            net.ipv6.conf.eno2.accept_ra is 2, so that the provider can give this node routes
            """
        ),
        (
            {
                $0.given = ["eno2": ["ipv6.forwarding": 0, "ipv6.accept_redirects": 1, "ipv6.accept_ra": 1]]
            }, .warning,
            """
            net.ipv6.conf.eno2.accept_redirects is 1, so that the provider can change this node's routes; \
            net.ipv6.conf.eno2.accept_ra is 1, so that the provider can give this node routes
            """
        ),
        (
            { $0.networkd.hasDropIn = false }, .warning,
            "systemd-networkd removes routes and rules of others when it restarts"
        ),
        ({ $0.takenDevices = ["tb-acme", "tu-acme"] }, .warning, "NetworkManager manages tb-acme and of 1 more"),
        (
            {
                for number in 0...1400 { $0.sysctls["net.ipv4.conf.tu-t\(number).forwarding"] = "1" }
            }, .warning,
            """
            1401 devices of tenants, of which 1400 have a fence: who is behind another may reach the node for a tenth of a second when \
            somebody deletes its VRF
            """
        ),
        ({ $0.networkManager.runs = true }, .warning, "NetworkManager may take devices of tenants for its own"),
    ]

    @Test("each setting that endangers tenants is found, and has a remedy", arguments: cases.indices)
    func finding(index: Int) {
        var settings = Self.whole
        Self.cases[index].change(&settings)
        let finding = HostCheck.finding(settings)
        #expect(finding.result == Self.cases[index].result && finding.evidence == Self.cases[index].evidence)
        #expect((finding.remedy == nil) == (finding.result == .ok))
    }

    @Test("several are told at once, each with its remedy")
    func several() {
        var settings = Self.whole
        settings.networkd.hasDropIn = false
        settings.sysctls["net.vrf.strict_mode"] = "0"
        let finding = HostCheck.finding(settings)
        #expect(finding.evidence.contains("strict_mode is 0, so that two VRFs can have one table; systemd-networkd"))
        #expect(finding.remedy?.contains("sysctl --system; install configs/networkd.conf.d") == true)
    }

    static let kernels: [(HostSettings, @Sendable (HostSettings) -> Finding, Finding.Result, String)] = [
        (HostSettings(capabilities: 1 << 12), HostCheck.capabilities, .ok, "is there"),
        (HostSettings(capabilities: 1 << 11), HostCheck.capabilities, .failed, "nothing reaches the kernel"),
        (HostSettings(), HostCheck.modules, .ok, "vrf, bridge, 8021q are there"),
        (HostSettings(missingModules: ["vrf", "8021q"]), HostCheck.modules, .warning, "has not loaded vrf, 8021q"),
        (HostSettings(timeSource: "chronyd"), HostCheck.timeSource, .ok, "chronyd keeps"),
        (HostSettings(), HostCheck.timeSource, .warning, "neither systemd-timesyncd"),
        (HostSettings(), HostCheck.probes, .warning, "no cgroup v2"),
        (HostSettings(hasControlGroups: true, kernel: [6, 1, 111]), HostCheck.probes, .warning, "kernel 6.1.111"),
        (HostSettings(hasControlGroups: true, kernel: [6, 1, 112]), HostCheck.probes, .ok, "kernel 6.1.112"),
        (HostSettings(hasControlGroups: true, kernel: [6, 7, 9]), HostCheck.probes, .warning, "kernel 6.7.9"),
        (HostSettings(hasControlGroups: true, kernel: [6, 12, 0]), HostCheck.probes, .ok, "kernel 6.12.0"),
        (
            HostSettings(hasControlGroups: true, kernel: [5, 14, 0], isEnterpriseLinux: true), HostCheck.probes, .ok,
            "says nothing"
        ),
    ]

    @Test("what the kernel lacks is found, and has a remedy", arguments: kernels.indices)
    func kernel(index: Int) {
        let (settings, check, result, evidence) = Self.kernels[index]
        let finding = check(settings)
        #expect(finding.result == result && finding.evidence.contains(evidence), "\(finding)")
        #expect((finding.remedy == nil) == (result == .ok))
    }

    @Test(
        "a kernel's version is read, Debian's behind its name",
        arguments: [
            ("Linux version 6.1.0-28-amd64 (x@y) (gcc) #1 SMP Debian 6.1.119-1 (2024-11-22)", [6, 1, 119]),
            ("Linux version 6.6.53 (x@y)", [6, 6, 53]), ("Linux version 6.12.0-rc1+ (x@y)", [6, 12, 0]), ("", nil),
        ] as [(String, [Int]?)])
    func version(text: String, numbers: [Int]?) {
        #expect(HostSettings.kernel(text) == numbers)
    }

    @Test("the check has a finding for each of them, and one more where OVN-Kubernetes is")
    func all() async {
        let names = ["host", "capabilities", "modules", "time", "probes"]
        for hasCluster in [true, false] {
            let findings = await HostCheck(settings: HostSettings.read, given: { ["lo"] }, hasCluster: hasCluster).run()
            #expect(findings.map(\.check) == Array(names.prefix(hasCluster ? 5 : 4)))
        }
    }

    @Test("the settings of the machine can be read")
    func reading() {
        let settings = HostSettings.read(given: ["lo", "nothing"])
        #expect(settings.given.keys.sorted() == ["lo"])
        #expect(settings.given["lo"]?["ipv4.forwarding"] != nil)
        #expect(settings.kernel?.count == 3)
        #expect(settings.sysctls.keys.contains("net.ipv4.ip_forward"))
        #expect(settings.sysctls.values.allSatisfy { Int($0) != nil })
    }
}
