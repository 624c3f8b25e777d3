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

    /// The capabilities in effect, as the kernel numbers them.
    var capabilities: UInt64 = 0
    /// The modules that are needed and not there.
    var missingModules: [String] = []
    /// Who keeps the clock.
    var timeSource: String?
    /// Whether control groups are of version 2.
    var hasControlGroups = false
    /// The three numbers of the kernel's version, and whether they are those of Red Hat's, which say nothing.
    var kernel: [Int]?
    var isEnterpriseLinux = false
    /// Of the node's interfaces that networks have for themselves the settings below `net` that `configs/sysctl.d` cannot know, by device and by name: `ipv4.forwarding`.
    var given: [String: [String: Int]] = [:]
    /// The devices of tenants that NetworkManager has taken all the same, sorted.
    var takenDevices: [String] = []

    struct Manager: Sendable, Equatable {
        var runs = false
        var hasDropIn = false
    }

    static let names = [
        "net.ipv4.tcp_l3mdev_accept", "net.ipv4.udp_l3mdev_accept", "net.vrf.strict_mode", "net.ipv4.ip_forward",
        "net.ipv6.conf.all.forwarding", "net.ipv4.conf.all.rp_filter", "net.ipv4.conf.all.accept_redirects",
    ]

    /// How the prefixes of tenants' bridges and uplinks are called below `net.ipv4.conf`.
    static let devicePrefixes = ["tb-", "tu-"]

    /// The devices whose setting of this name is not as it should be, sorted.
    func devices(_ prefixes: [String], with setting: String, where isWrong: (Int) -> Bool) -> [String] {
        sysctls.compactMap { name, value in
            let words = name.split(separator: ".").map(String.init)
            guard words.count == 5, words[4] == setting, prefixes.contains(where: { words[3].hasPrefix($0) }),
                let number = Int(value), isWrong(number)
            else { return nil }
            return words[3]
        }.sorted()
    }

    static let givenNames = [
        "ipv4.forwarding", "ipv4.rp_filter", "ipv4.accept_redirects", "ipv6.accept_redirects", "ipv6.accept_ra",
        "ipv6.forwarding",
    ]

    /// Reads them now, and writes nothing.
    ///
    /// - Parameter given: The interfaces that networks have for themselves.
    static func read(given: [String]) -> HostSettings {
        var settings = HostSettings()
        for device in given {
            for name in givenNames {
                let words = name.split(separator: ".")
                let path = "/proc/sys/net/\(words[0])/conf/\(device)/\(words[1])"
                guard let bytes = try? FileSystem.read(path, limit: 256) else { continue }
                settings.given[device, default: [:]][name] =
                    Int(String(decoding: bytes.prefix { $0 > 0x20 }, as: UTF8.self))
            }
        }
        let devices = ((try? FileSystem.list("/proc/sys/net/ipv4/conf")) ?? []).filter { device in
            devicePrefixes.contains { device.hasPrefix($0) }
        }
        let ofDevices = devices.flatMap { ["net.ipv4.conf.\($0).rp_filter", "net.ipv4.conf.\($0).forwarding"] }
        for name in names + ofDevices {
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
        settings.readKernel()
        return settings
    }
}
