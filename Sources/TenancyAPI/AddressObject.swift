// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

package import TenancyCore

/// What is known of one address.
package struct AddressObject: Sendable, Equatable, Codable {
    /// Who holds or held it, or a prefix around it.
    package struct Holder: Sendable, Equatable, Codable {
        package let value: String
        package let scope: String
        package let tenant: String
        package let network: String
        package let role: String
        package let since: String
        /// Absent while it is held.
        package let until: String?
        /// The revisions that opened and closed it.
        package let openedBy: Int64
        package let closedBy: Int64?
    }

    package var apiVersion = APIVersion.current
    package var kind = "Address"
    package let address: String
    package let pool: String?
    /// `free`, `allocated`, `excluded`, `quarantined`, `draining`, `reserved`, or `child` for the range of a child pool; absent outside every pool.
    package let state: String?
    /// When the state ends by itself.
    package let until: String?
    /// Who may have it back from quarantine.
    package let previousTenant: String?
    /// Whom it is reserved for.
    package let reservedFor: String?
    /// Why it is excluded or reserved.
    package let reason: String?
    package let holders: [AllocationObject]
    /// The latest first.
    package let history: [Holder]

    /// The report as the API shows it.
    package init(_ report: AddressReport) {
        address = report.address.description
        pool = report.pool?.name.description
        state = report.tile.map { Self.text($0.state) }
        until = report.tile?.until?.description
        let claimant = report.tile?.claimant?.description
        previousTenant = report.tile?.state == .quarantined ? claimant : nil
        reservedFor = report.tile?.state == .held ? claimant : nil
        reason = report.tile?.reason
        holders = report.allocations.map(AllocationObject.init)
        history = report.tenures.map {
            Holder(
                value: $0.text, scope: $0.scope, tenant: $0.tenant.description, network: $0.network,
                role: $0.role.rawValue,
                since: $0.since.description, until: $0.until?.description, openedBy: $0.openedBy, closedBy: $0.closedBy)
        }
    }
    /// A state as the API calls it.
    static func text(_ state: ExtentRecord.State) -> String {
        switch state {
        case .free: "free"
        case .allocated: "allocated"
        case .reserved: "excluded"
        case .quarantined: "quarantined"
        case .draining: "draining"
        case .held: "reserved"
        case .delegated: "child"
        }
    }
}
