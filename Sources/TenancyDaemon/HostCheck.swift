// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import TenancyAgent
import TenancyCore
import TenancyKernel

/// Whether the host is set up so that tenants are isolated, forwarded, and left alone by its network manager. It is checked and never set.
struct HostCheck: HealthCheck {
    let settings: @Sendable () -> HostSettings

    func run() async -> Finding { Self.finding(settings()) }

    static func finding(_ settings: HostSettings) -> Finding {
        // A tenant could connect to a service of the node.
        for name in ["net.ipv4.tcp_l3mdev_accept", "net.ipv4.udp_l3mdev_accept"] where settings.sysctls[name] == "1" {
            return Finding(
                "host", .failed, "\(name) is 1: tenants reach services of the node", remedy: "sysctl -w \(name)=0")
        }
        var complaints: [(what: String, remedy: String)] = []
        let sysctls = "install configs/sysctl.d/60-tenancy.conf below /etc/sysctl.d; sysctl --system"
        if settings.sysctls["net.vrf.strict_mode"] == "0" {
            complaints.append(("net.vrf.strict_mode is 0, so that two VRFs can have one table", sysctls))
        }
        // The kernel takes the larger one, and 2 is the weaker.
        let all = Int(settings.sysctls["net.ipv4.conf.all.rp_filter"] ?? "0") ?? 0
        if all > 1 {
            complaints.append(
                (
                    "net.ipv4.conf.all.rp_filter is \(all), so that tenants can send with addresses of others",
                    "sysctl -w net.ipv4.conf.all.rp_filter=0"
                ))
        }
        let open = settings.devices(["tb-"], with: "rp_filter") { all < 2 && max($0, all) != 1 }
        if let first = open.first {
            complaints.append(
                (
                    "net.ipv4.conf.\(first).rp_filter\(Self.more(open)) is not 1, so that tenants can send with addresses of others",
                    sysctls
                ))
        }
        let closed = settings.devices(HostSettings.devicePrefixes, with: "forwarding") { $0 == 0 }
        if let first = closed.first {
            complaints.append(
                ("net.ipv4.conf.\(first).forwarding is 0\(Self.more(closed)), so that nothing gets through", sysctls))
        }
        let fenced = settings.devices(HostSettings.devicePrefixes, with: "forwarding") { _ in true }.count
        if fenced > KernelPlanner.fenceLimit {
            complaints.append(
                (
                    "\(fenced) devices of tenants, of which \(KernelPlanner.fenceLimit) have a fence: who is behind another may reach the "
                        + "node for a tenth of a second when somebody deletes its VRF",
                    "tenancyctl network list; spread the networks over more nodes"
                ))
        }
        if settings.networkd.runs, !settings.networkd.hasDropIn {
            complaints.append(
                (
                    "systemd-networkd removes routes and rules of others when it restarts",
                    "install configs/networkd.conf.d/tenancy.conf below /etc/systemd/networkd.conf.d; "
                        + "systemctl restart systemd-networkd"
                ))
        }
        if settings.networkManager.runs, !settings.networkManager.hasDropIn {
            complaints.append(
                (
                    "NetworkManager may take devices of tenants for its own",
                    "install configs/NetworkManager/tenancy.conf below /etc/NetworkManager/conf.d; nmcli general reload"
                ))
        }
        guard let first = complaints.first else {
            return Finding("host", .ok, "sysctls and network managers are as they should be")
        }
        return Finding(
            "host", .warning, complaints.map(\.what).joined(separator: "; "),
            remedy: complaints.count == 1 ? first.remedy : complaints.map(\.remedy).joined(separator: "; "))
    }

    private static func more(_ devices: [String]) -> String {
        devices.count > 1 ? " and of \(devices.count - 1) more" : ""
    }
}
