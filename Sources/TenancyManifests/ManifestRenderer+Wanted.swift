// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

package import TenancyCore

extension ManifestRenderer {
    /// What the plan wants of the cluster for a tenant, by identity: the objects of its folder, and the peer that it shares with others. Kinds that nobody looks at in
    /// the cluster are left out.
    ///
    /// - Parameter neighborhoods: Of the plan's networks, those that leaks join.
    package func wanted(_ tenant: Tenant, _ neighborhoods: [NetworkKey: Neighborhood] = [:]) -> [WantedObject] {
        var wanted: [ObjectIdentity: WantedObject] = [:]
        func add(_ objects: [ManifestObject], of tenant: Tenant?) {
            for object in objects {
                guard let kind = ObjectKind(rawValue: object.kind.name) else { continue }
                let identity = ObjectIdentity(kind, namespace: object.namespace?.description, name: object.name)
                wanted[identity] = WantedObject(identity: identity, digest: object.digest(of: tenant))
            }
        }
        for network in manifests(of: tenant, neighborhoods) {
            add(network.objects(at: tenant.departure), of: tenant)
            add(network.sharedPeer(at: tenant.departure).map { [$0] } ?? [], of: nil)
        }
        return wanted.sorted { $0.key < $1.key }.map(\.value)
    }

    func manifests(of tenant: Tenant, _ neighborhoods: [NetworkKey: Neighborhood]) -> [NetworkManifests] {
        tenant.networks.map {
            NetworkManifests($0, settings: settings, neighborhood: neighborhoods[$0.key] ?? Neighborhood())
        }
    }
}

extension NetworkManifests {
    /// The objects that a network still has on its tenant's way out (metallb-gitops 2.9): first what announces its addresses goes, and then all of it. A pool keeps
    /// its scope until it goes.
    func objects(at departure: Departure?) -> [ManifestObject] {
        switch departure {
        case nil, .draining: objects
        case .withdrawing: objects.filter { !$0.kind.isAnnouncement }
        case .removing: []
        }
    }

    /// The peer that it shares with others, as long as it announces anything.
    func sharedPeer(at departure: Departure?) -> ManifestObject? {
        departure == nil || departure == .draining ? sharedPeer : nil
    }
}

extension ManifestKind {
    /// Whether its objects make addresses known outside.
    fileprivate var isAnnouncement: Bool {
        switch self {
        case .bgpPeer, .bgpAdvertisement, .l2Advertisement: true
        default: false
        }
    }
}
