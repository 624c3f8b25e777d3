// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

package import TenancyCore

/// How the outside differs from the plan at this moment.
package struct DriftObject: Sendable, Equatable, Codable {
    package struct Difference: Sendable, Equatable, Codable {
        /// `kernel` or `cluster`.
        package let target: String
        /// The network or the object; `all` when it concerns all.
        package let object: String
        package let difference: String
        /// Who is right: `plan` when the daemon repairs it, `nobody` when somebody has to look at it.
        package let right: String
        /// The command that repairs it, or helps to find out.
        package let repair: String?
    }

    package var apiVersion = APIVersion.current
    package var kind = "Drift"
    package let revision: Int64
    package internal(set) var items: [Difference]

    /// The differences as the API shows them.
    package init(revision: Int64, kernel differences: [KernelDifference]) {
        self.revision = revision
        items = differences.map { difference in
            Difference(
                target: OutboxTarget.kernel.rawValue, object: difference.network?.description ?? "all",
                difference: difference.what, right: difference.isRepaired ? "plan" : "nobody", repair: difference.repair
            )
        }
    }
}
