// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

package import TenancyCore

/// What a revision asked of the kernel or of the manifests, and what became of it.
package struct DeliveryObject: Sendable, Equatable, Codable {
    /// `kernel` or `manifests`.
    package let target: String
    /// A network for the kernel, a tenant for the manifests.
    package let object: String
    /// When it was acknowledged; absent while it is open.
    package let at: String?
    /// The revision of the plan that was carried out, which is this one or a later one.
    package let applied: Int64?
    /// The commit; for the manifests.
    package let commit: String?

    /// The delivery as the API shows it.
    package init(_ delivery: Delivery) {
        target = delivery.target.rawValue
        object = delivery.object
        at = delivery.at?.description
        applied = delivery.applied
        commit = delivery.target == .manifests && !delivery.detail.isEmpty ? delivery.detail : nil
    }
}
