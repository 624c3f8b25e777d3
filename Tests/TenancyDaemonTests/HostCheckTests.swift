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
            { $0.networkd.hasDropIn = false }, .warning,
            "systemd-networkd removes routes and rules of others when it restarts"
        ),
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

    @Test("the settings of the machine can be read")
    func reading() {
        let settings = HostSettings.read()
        #expect(settings.sysctls.keys.contains("net.ipv4.ip_forward"))
        #expect(settings.sysctls.values.allSatisfy { Int($0) != nil })
    }
}
