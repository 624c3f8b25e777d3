// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Platform

/// What the files of the system say of how the host is set up.
struct HostSettings: Sendable, Equatable {
    /// By name, as `sysctl` prints it; one that the kernel does not have is missing.
    var sysctls: [String: String] = [:]
    /// Whether the network manager runs, and whether our drop-in for it is there.
    var networkd = Manager()
    var networkManager = Manager()

    struct Manager: Sendable, Equatable {
        var runs = false
        var hasDropIn = false
    }

    static let names = [
        "net.ipv4.tcp_l3mdev_accept", "net.ipv4.udp_l3mdev_accept", "net.vrf.strict_mode", "net.ipv4.ip_forward",
        "net.ipv6.conf.all.forwarding",
    ]

    /// Reads them now, and writes nothing.
    static func read() -> HostSettings {
        var settings = HostSettings()
        for name in names {
            let path = "/proc/sys/" + String(name.map { $0 == "." ? "/" : $0 })
            guard let bytes = try? FileSystem.read(path, limit: 256) else { continue }
            settings.sysctls[name] = String(decoding: bytes.prefix { $0 > 0x20 }, as: UTF8.self)
        }
        let places = ["/etc", "/run", "/usr/lib", "/usr/local/lib"]
        settings.networkd = Manager(
            runs: FileSystem.exists("/run/systemd/netif/state"),
            hasDropIn: places.contains { FileSystem.exists("\($0)/systemd/networkd.conf.d/tenancy.conf") })
        settings.networkManager = Manager(
            runs: FileSystem.exists("/run/NetworkManager"),
            hasDropIn: places.contains { FileSystem.exists("\($0)/NetworkManager/conf.d/tenancy.conf") })
        return settings
    }
}
