// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

package import TenancyCore

extension DriftObject {
    /// Adds how the cluster differs.
    package mutating func add(cluster differences: [ClusterDifference]) {
        items += differences.map {
            Difference(
                target: "cluster", object: $0.object, difference: $0.what, right: $0.isRepaired ? "plan" : "nobody",
                repair: $0.repair)
        }
    }
}
