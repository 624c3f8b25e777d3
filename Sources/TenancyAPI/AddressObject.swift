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
    /// `free`, `allocated`, `excluded`, `quarantined` or `draining`; absent outside every pool.
    package let state: String?
    /// When the quarantine ends.
    package let until: String?
    /// Who may have it back from quarantine.
    package let previousTenant: String?
    package let holders: [AllocationObject]
    /// The latest first.
    package let history: [Holder]

    /// The report as the API shows it.
    package init(_ report: AddressReport) {
        address = report.address.description
        pool = report.pool?.name.description
        state = report.tile.map {
            switch $0.state {
            case .free: "free"
            case .allocated: "allocated"
            case .reserved: "excluded"
            case .quarantined: "quarantined"
            case .draining: "draining"
            }
        }
        until = report.tile?.until?.description
        previousTenant = report.tile?.previousTenant?.description
        holders = report.allocations.map(AllocationObject.init)
        history = report.tenures.map {
            Holder(
                value: $0.text, scope: $0.scope, tenant: $0.tenant.description, network: $0.network,
                role: $0.role.rawValue,
                since: $0.since.description, until: $0.until?.description, openedBy: $0.openedBy, closedBy: $0.closedBy)
        }
    }
}
