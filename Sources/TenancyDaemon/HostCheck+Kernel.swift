// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import TenancyCore

/// What the kernel lets this process do, and what it has.
extension HostCheck {
    private static let netAdmin: UInt64 = 1 << 12

    static func capabilities(_ settings: HostSettings) -> Finding {
        settings.capabilities & netAdmin != 0
            ? Finding("capabilities", .ok, "CAP_NET_ADMIN is there")
            : Finding(
                "capabilities", .failed, "CAP_NET_ADMIN is missing: nothing reaches the kernel",
                remedy:
                    "start the daemon by its unit, which has AmbientCapabilities=CAP_NET_ADMIN: systemctl cat tenancyd")
    }

    static func modules(_ settings: HostSettings) -> Finding {
        guard let first = settings.missingModules.first else {
            return Finding("modules", .ok, "\(HostSettings.modules.map(\.name).joined(separator: ", ")) are there")
        }
        return Finding(
            "modules", .warning,
            "the kernel has not loaded \(settings.missingModules.joined(separator: ", ")), which networks with connectivity host-vrf need",
            remedy: "modprobe \(first); install configs/modules-load.d/tenancy.conf below /etc/modules-load.d")
    }

    static func timeSource(_ settings: HostSettings) -> Finding {
        guard let source = settings.timeSource else {
            return Finding(
                "time", .warning, "neither systemd-timesyncd, chronyd nor ntpd keeps the clock",
                remedy: "apt-get install systemd-timesyncd; timedatectl set-ntp true")
        }
        return Finding("time", .ok, "\(source) keeps the clock")
    }

    /// The kubelet's probes reach pods of user-defined networks by the control group, from these kernels on (ovn-kubernetes 4).
    static func probes(_ settings: HostSettings) -> Finding {
        let remedy = "boot a kernel of 6.11, 6.10.12, 6.6.53, 6.1.112 or later with cgroup v2"
        guard settings.hasControlGroups else {
            return Finding(
                "probes", .warning, "no cgroup v2: probes do not reach pods of user-defined networks", remedy: remedy)
        }
        // Red Hat's kernels have old numbers and new code.
        guard let version = settings.kernel, !settings.isEnterpriseLinux else {
            return Finding("probes", .ok, "cgroup v2; the kernel's number says nothing")
        }
        let text = version.map(String.init).joined(separator: ".")
        let (minor, patch) = ([version[0], version[1]], version[2])
        let isNew =
            minor.lexicographicallyPrecedes([6, 11]) == false || (minor == [6, 10] && patch >= 12)
            || (minor == [6, 6] && patch >= 53) || (minor == [6, 1] && patch >= 112)
        return isNew
            ? Finding("probes", .ok, "cgroup v2, kernel \(text)")
            : Finding(
                "probes", .warning, "kernel \(text): probes do not reach pods of user-defined networks", remedy: remedy)
    }
}
