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
        package let opened: Cause?
        package let closed: Cause?
    }

    /// The transaction that began or ended a tenure.
    package struct Cause: Sendable, Equatable, Codable {
        package let revision: Int64
        package let at: String
        package let actor: String
        package let reason: String
        package let request: String
        package let verb: String
        /// What became of it downstream, as far as the holder's network and tenant go.
        package let deliveries: [DeliveryObject]
    }

    package var apiVersion = APIVersion.current
    package var kind = "Address"
    /// An address or a prefix.
    package let address: String
    /// The time that was asked for: `history` then has who held it at that time.
    package let at: String?
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
    /// Who holds the address now; empty for a prefix and for another time, see `history`.
    package let holders: [AllocationObject]
    /// Who held it, a prefix around it or one inside, the latest first.
    package let history: [Holder]
    /// Whether the history has more than is shown.
    package let truncated: Bool?

    /// The report of the address now, and its history, as the API shows them.
    package init(_ prefix: Prefix, at time: Timestamp?, now report: AddressReport?, _ past: PrefixHistory) {
        address = prefix.isSingle ? prefix.first.description : prefix.description
        at = time?.description
        pool = report?.pool?.name.description
        state = report?.tile.map { Self.text($0.state) }
        until = report?.tile?.until?.description
        let claimant = report?.tile?.claimant?.description
        previousTenant = report?.tile?.state == .quarantined ? claimant : nil
        reservedFor = [.held, .reserved].contains(report?.tile?.state) ? claimant : nil
        reason = report?.tile?.reason
        holders = report?.allocations.map(AllocationObject.init) ?? []
        history = past.tenures.map { tenure in
            Holder(
                value: tenure.text, scope: tenure.scope, tenant: tenure.tenant.description, network: tenure.network,
                role: tenure.role.rawValue, since: tenure.since.description, until: tenure.until?.description,
                openedBy: tenure.openedBy, closedBy: tenure.closedBy,
                opened: past.records[tenure.openedBy].map { Cause($0, of: tenure) },
                closed: tenure.closedBy.flatMap { past.records[$0] }.map { Cause($0, of: tenure) })
        }
        truncated = past.isCut ? true : nil
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

extension AddressObject.Cause {
    fileprivate init(_ record: JournalRecord, of tenure: Tenure) {
        let entry = record.entry
        revision = entry.revision
        at = entry.at.description
        actor = entry.actor
        reason = entry.reason
        request = entry.request
        verb = entry.verb
        let objects = [tenure.network, tenure.tenant.description]
        deliveries = record.deliveries.filter { objects.contains($0.object) }.map(DeliveryObject.init)
    }
}
