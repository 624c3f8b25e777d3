// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Platform

extension HostSettings {
    /// What the devices of a tenant are made of, and where the kernel shows that it has it; the folders of modules are hidden from the unit.
    static let modules = [
        (name: "vrf", places: ["/sys/module/vrf", "/proc/sys/net/vrf"]),
        (name: "bridge", places: ["/sys/module/bridge"]),
        (name: "8021q", places: ["/sys/module/8021q", "/proc/net/vlan"]),
    ]

    private static let timeSources = [
        ("systemd-timesyncd", "/run/systemd/timesync/synchronized"), ("chronyd", "/run/chrony/chronyd.pid"),
        ("chronyd", "/run/chrony"), ("ntpd", "/run/ntpd.pid"),
    ]

    /// Reads what the kernel has.
    mutating func readKernel() {
        missingModules = Self.modules.filter { !$0.places.contains(where: FileSystem.exists) }.map(\.name)
        timeSource = Self.timeSources.first { FileSystem.exists($0.1) }?.0
        hasControlGroups = FileSystem.exists("/sys/fs/cgroup/cgroup.controllers")
        let version = Self.text("/proc/version")
        isEnterpriseLinux = version.contains(".el")
        kernel = Self.kernel(version)
        let line = Self.text("/proc/self/status").split(separator: "\n").first { $0.hasPrefix("CapEff:") }
        capabilities = line?.split(whereSeparator: \.isWhitespace).last.flatMap { UInt64($0, radix: 16) } ?? 0
        takenDevices = ((try? FileSystem.list("/sys/class/net")) ?? []).filter { name in
            let index = Self.text("/sys/class/net/\(name)/ifindex").prefix { $0.isNumber }
            let lines = Self.text("/run/NetworkManager/devices/\(index)").split(separator: "\n")
            return ["tv-", "tb-", "tu-"].contains { name.hasPrefix($0) }
                && lines.contains { $0 == "managed=true" || $0 == "managed=1" }
        }.sorted()
    }

    /// The three numbers of a kernel's version. Debian's name has another one, and its own stands behind.
    static func kernel(_ version: String) -> [Int]? {
        let words = version.split(separator: " ")
        let debian = words.firstIndex(of: "Debian").flatMap { words.dropFirst($0 + 1).first }
        guard let word = debian ?? words.dropFirst(2).first else { return nil }
        let numbers = word.split(separator: "-")[0].split(separator: ".").prefix(3).compactMap { Int($0) }
        return numbers.count == 3 ? numbers : nil
    }

    private static func text(_ path: String) -> String {
        (try? FileSystem.read(path, limit: 1 << 16)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }
}
