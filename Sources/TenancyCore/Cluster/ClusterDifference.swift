// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// One point in which the cluster is not as the plan wants it.
package struct ClusterDifference: Sendable, Equatable {
    /// The object, or `all`.
    package let object: String
    package let what: String
    /// Whether the plan is right, and Argo CD or Flux is to bring it about. Otherwise somebody has to look at it.
    package let isRepaired: Bool
    /// The command that repairs it, or helps to find out.
    package let repair: String?

    package init(object: String, what: String, isRepaired: Bool, repair: String?) {
        self.object = object
        self.what = what
        self.isRepaired = isRepaired
        self.repair = repair
    }

    /// How a cluster differs from what tenants want of it, by object: what is missing, is another thing, or is there for nobody.
    ///
    /// - Parameters:
    ///   - wanted: By tenant, those of whom everything is published: what is on its way is no difference.
    ///   - tenants: The names of all tenants.
    package static func all(
        wanted: [TenantName: [WantedObject]], tenants: Set<TenantName>, in view: ClusterView
    ) -> [ClusterDifference] {
        if let failure = view.failure {
            return [
                ClusterDifference(
                    object: "all", what: "cannot be read: \(failure.message)", isRepaired: false, repair: failure.hint)
            ]
        }
        var found: [ClusterDifference] = []
        for object in wanted.values.joined() where view.knowledge(of: object.identity.kind) == .followed {
            guard let what = what(object, view[object.identity]) else { continue }
            found.append(
                ClusterDifference(
                    object: "\(object.identity)", what: what, isRepaired: true, repair: object.identity.shown))
        }
        let identities = Set(wanted.values.joined().map(\.identity))
        for live in ObjectKind.allCases.flatMap({ view.all($0) }) {
            guard let name = live.tenant.flatMap({ try? TenantName($0) }), !identities.contains(live.identity),
                wanted[name] != nil || !tenants.contains(name)
            else { continue }
            let why = tenants.contains(name) ? "tenant \(name) does not want it" : "there is no tenant \(name)"
            let wait = live.isDeleting ? ", and it is being deleted" : ""
            found.append(
                ClusterDifference(
                    object: "\(live.identity)", what: why + wait, isRepaired: true,
                    repair: live.isDeleting ? live.identity.described : live.identity.removed))
        }
        return found.sorted { $0.object < $1.object }
    }

    private static func what(_ wanted: WantedObject, _ live: ObservedObject?) -> String? {
        guard let live else { return "is missing" }
        if live.isDeleting { return "is being deleted" }
        return live.digest == wanted.digest ? nil : "has another content than the plan"
    }
}
