// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Platform
import TenancyAgent
import TenancyCore

/// Whether the group that lets people in exists.
struct GroupCheck: HealthCheck {
    let group: String
    /// What its members may do.
    let right: String

    func run() async -> [Finding] { [look()] }

    private func look() -> Finding {
        do throws(SystemError) {
            if let id = try Host.groupID(named: group) {
                return Finding("group", .ok, "group \(group), which may \(right), has id \(id)")
            }
            return Finding(
                "group", .warning, "there is no group \(group), so only root may \(right)",
                remedy: "sudo groupadd --system \(group), then restart the daemon")
        } catch {
            return Finding("group", .failed, "\(error)", remedy: "getent group \(group)")
        }
    }
}
