// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import TenancyAgent
import TenancyCore
import TenancyKernel

/// Whether the host is set up so that tenants are isolated, forwarded, and left alone by its network manager. It is checked and never set.
struct HostCheck: HealthCheck {
    /// Reads them, with those of the named interfaces.
    let settings: @Sendable ([String]) -> HostSettings
    /// The node's interfaces that networks have for themselves.
    let given: @Sendable () async -> [String]
    /// Whether OVN-Kubernetes is to be expected here.
    let hasCluster: Bool

    func run() async -> [Finding] {
        let settings = settings(await given())
        return [
            Self.finding(settings), Self.capabilities(settings), Self.modules(settings), Self.timeSource(settings),
        ] + (hasCluster ? [Self.probes(settings)] : [])
    }

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
        complaints += Self.complaints(of: settings)
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
        if let first = settings.takenDevices.first {
            complaints.append(
                (
                    "NetworkManager manages \(first)\(Self.more(settings.takenDevices))",
                    "nmcli device set \(first) managed no"
                ))
        }
        guard let first = complaints.first else {
            return Finding("host", .ok, "sysctls and network managers are as they should be")
        }
        return Finding(
            "host", .warning, complaints.map(\.what).joined(separator: "; "),
            remedy: complaints.count == 1 ? first.remedy : complaints.map(\.remedy).joined(separator: "; "))
    }

    /// What `configs/sysctl.d` would set if it knew the device's name, and what happens otherwise.
    private static let wanted:
        [(name: String, isWrong: @Sendable (DeviceSettings) -> Bool, value: Int, consequence: String)] =
            [
                ("ipv4.forwarding", { $0.own["ipv4.forwarding"] == 0 }, 1, "nothing gets through"),
                (
                    // The kernel takes the larger one, and 2 is the weaker.
                    "ipv4.rp_filter", { max($0.own["ipv4.rp_filter"] ?? 0, $0.all("rp_filter") ?? 0) == 1 }, 2,
                    "answers that leave by another way are lost"
                ),
                (
                    // A router takes them where both are set.
                    "ipv4.accept_redirects",
                    {
                        $0.own["ipv4.accept_redirects"] ?? 0 != 0
                            && ($0.all("accept_redirects") ?? 1 != 0 || $0.own["ipv4.forwarding"] == 0)
                    }, 0, "the provider can change this node's routes"
                ),
                (
                    // A router takes none.
                    "ipv6.accept_redirects",
                    { $0.own["ipv6.accept_redirects"] ?? 0 != 0 && $0.own["ipv6.forwarding"] ?? 0 == 0 }, 0,
                    "the provider can change this node's routes"
                ),
                (
                    // A router takes none with 1, and with 2 all the same.
                    "ipv6.accept_ra",
                    { $0.own["ipv6.accept_ra"] ?? 0 > ($0.own["ipv6.forwarding"] ?? 0 == 0 ? 0 : 1) }, 0,
                    "the provider can give this node routes"
                ),
            ]

    /// The settings of an interface, and those of all.
    private struct DeviceSettings {
        /// By name: `ipv4.forwarding`.
        let own: [String: Int]
        let sysctls: [String: String]

        func all(_ name: String) -> Int? { sysctls["net.ipv4.conf.all.\(name)"].flatMap { Int($0) } }
    }

    /// What is wrong with interfaces that networks have for themselves; the settings of all others follow from their names.
    private static func complaints(of settings: HostSettings) -> [(what: String, remedy: String)] {
        settings.given.sorted { $0.key < $1.key }.flatMap { device, values -> [(what: String, remedy: String)] in
            let both = DeviceSettings(own: values, sysctls: settings.sysctls)
            return wanted.compactMap { name, isWrong, value, consequence in
                guard let present = values[name], isWrong(both) else { return nil }
                let words = name.split(separator: ".")
                // A dot of the device's name is a slash for sysctl(8).
                let device = String(device.map { $0 == "." ? "/" : $0 })
                let setting = "net.\(words[0]).conf.\(device).\(words[1])"
                return ("\(setting) is \(present), so that \(consequence)", "sysctl -w \(setting)=\(value)")
            }
        }
    }

    private static func more(_ devices: [String]) -> String {
        devices.count > 1 ? " and of \(devices.count - 1) more" : ""
    }
}
