// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import TenancyAPI
import TenancyCore

extension Agent {
    /// Looks at everything: the plan, its files, and what the daemon needs besides.
    func doctor() async -> DoctorObject {
        var findings = await store.examine()
        if let cluster = live.cluster {
            findings += await cluster.examine(settings.cluster)
        } else {
            findings.append(Finding("cluster", .ok, "no cluster is configured: what is published is not confirmed"))
        }
        for check in checks { findings.append(await check.run()) }
        return DoctorObject(findings)
    }

    /// What `status` says of the store.
    func storeStatus() -> StatusObject.Store {
        let obstacle = store.obstacle()
        return StatusObject.Store(
            state: obstacle.map { $0.isLasting ? "read-only" : "refusing" } ?? "writing",
            error: obstacle?.error.description, hint: obstacle?.error.hint)
    }
}
