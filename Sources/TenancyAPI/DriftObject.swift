// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

package import TenancyCore

/// How the outside differs from the plan at this moment.
package struct DriftObject: Sendable, Equatable, Codable {
    package struct Difference: Sendable, Equatable, Codable {
        /// `kernel`, `manifests` or `cluster`.
        package let target: String
        /// The network, `all` when it concerns all; for the manifests the file, for the cluster the object.
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
    ///
    /// - Parameters:
    ///   - foreign: the manifests that somebody else wrote.
    ///   - unread: why the branch could not be read.
    package init(
        revision: Int64, kernel differences: [KernelDifference], foreign: [String] = [], unread: TenancyError? = nil
    ) {
        self.revision = revision
        let files = foreign.map { path in
            Difference(
                target: OutboxTarget.manifests.rawValue, object: path, difference: "somebody else wrote this file",
                right: "nobody", repair: "tenancyctl manifests publish --take-over")
        }
        let failure = unread.map {
            Difference(
                target: OutboxTarget.manifests.rawValue, object: "all", difference: $0.description, right: "nobody",
                repair: $0.hint)
        }
        items =
            files + (failure.map { [$0] } ?? [])
            + differences.map { difference in
                Difference(
                    target: OutboxTarget.kernel.rawValue, object: difference.network?.description ?? "all",
                    difference: difference.what, right: difference.isRepaired ? "plan" : "nobody",
                    repair: difference.repair
                )
            }
    }
}
