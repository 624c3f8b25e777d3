// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import TenancyAgent
import TenancyCore
import TenancyGit

/// Whether the repository for the manifests can be reached.
struct GitCheck: HealthCheck {
    let access: GitAccess

    func run() async -> [Finding] { [await look()] }

    private func look() async -> Finding {
        do {
            return Finding("git", .ok, try await access.check())
        } catch {
            let answer = error as? TenancyError
            return Finding(
                "git", .failed, answer?.description ?? "\(error)",
                remedy: answer?.hint ?? "look at git in the configuration, and at tenancyctl status")
        }
    }
}
