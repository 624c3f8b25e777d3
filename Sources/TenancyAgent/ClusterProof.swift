// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

package import TenancyCore

/// Asks the cluster whether it has followed what was published.
package struct ClusterProof: Sendable {
    /// What is known of the cluster now.
    package let view: @Sendable () -> ClusterView
    /// What a tenant's manifests ask of the cluster.
    private let wanted: @Sendable (Tenant, [NetworkKey: Neighborhood]) -> [WantedObject]

    package init(
        view: @escaping @Sendable () -> ClusterView,
        wanted: @escaping @Sendable (Tenant, [NetworkKey: Neighborhood]) -> [WantedObject]
    ) {
        self.view = view
        self.wanted = wanted
    }

    /// What of a tenant the cluster still has of the phases before one, or has in its old form; `nil` when nothing.
    func obstacle(
        to phase: Int, of name: String, _ snapshot: PlanSnapshot, in view: ClusterView, _ phases: any ManifestPhases
    ) -> String? {
        if let reason = Self.unreadable(view) { return reason }
        let tenant = snapshot.tenants.first { $0.name.description == name }
        let digests = Dictionary(
            (tenant.map { wanted($0, Neighborhood.all(in: snapshot)) } ?? []).map { ($0.identity, $0.digest) }
        ) { first, _ in first }
        for kind in ObjectKind.allCases where phases.phase(of: kind) < phase {
            let live = view.all(kind).filter { live in
                live.tenant == name && (digests[live.identity] == nil || live.digest != digests[live.identity])
            }
            guard let first = live.min(by: { $0.identity < $1.identity }) else { continue }
            return digests[first.identity] == nil
                ? "\(first.identity) is still in the cluster" : "\(first.identity) is not changed in the cluster yet"
        }
        return nil
    }

    /// Which live objects of ours have public addresses.
    func holders(in view: ClusterView) -> Holders {
        var holders = Holders(unreadable: Self.unreadable(view))
        for live in [view.all(.ipAddressPool), view.all(.egressIP)].joined() {
            guard case .addresses(let texts) = live.detail else { continue }
            for text in texts {
                guard let part = text.split(separator: "/").first, let address = try? IPAddress(parsing: String(part))
                else { continue }
                holders.objects[address] = min(holders.objects[address] ?? live.identity, live.identity)
            }
        }
        return holders
    }

    /// Who has an address in the cluster.
    struct Holders {
        let unreadable: String?
        var objects: [IPAddress: ObjectIdentity] = [:]

        /// Why an address cannot be given to another object; `nil` when it can.
        func obstacle(_ address: IPAddress) -> String? {
            unreadable ?? objects[address].map { "\($0) still has \(address) in the cluster" }
        }
    }

    private static func unreadable(_ view: ClusterView) -> String? {
        if let failure = view.failure { return "the cluster cannot be read: \(failure.message)" }
        return view.isComplete ? nil : "the cluster is being read"
    }
}
