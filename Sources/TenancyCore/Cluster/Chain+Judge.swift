// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

extension Chain {
    /// Judges a tenant by what everybody says. A pure function: the same inputs give the same chain.
    package init(_ inputs: ChainInputs) {
        let judge = Judge(inputs: inputs)
        self.init(links: [judge.wanted, judge.published, judge.applied, judge.healthy, judge.programmed])
    }

    private struct Judge {
        let inputs: ChainInputs
        var tenant: Tenant { inputs.tenant }

        var wanted: Link {
            let networks = tenant.networks.map { "\($0.key) (\($0.spec.connectivity.rawValue))" }
            let drained =
                tenant.departure.map { "; on its way out: \($0.rawValue)" }
                ?? tenant.drainingUntil.map { "; draining until \($0)" } ?? ""
            return Link(.wanted, .done, "in the plan: " + networks.joined(separator: ", ") + drained)
        }

        var published: Link {
            let commit = inputs.commit.map { "commit \($0.prefix(12))" } ?? "committed"
            return link(.published, of: .manifests, done: commit, next: "tenancyctl doctor")
        }

        var programmed: Link {
            link(.programmed, of: .kernel, done: "the kernel is as the plan wants it", next: "tenancyctl drift")
        }

        /// What an executor says of its items.
        private func link(_ stage: Stage, of target: OutboxTarget, done: String, next: String) -> Link {
            let items = inputs.outbox.filter { $0.target == target }
            if let item = items.first(where: { $0.error != nil }), let error = item.error {
                return Link(stage, .failed, error, object: "\(target.rawValue) \(item.object)", next: item.hint ?? next)
            }
            if let item = items.first(where: \.isPending) {
                return Link(
                    stage, .waiting, item.proposed.map { "waits: \($0)" } ?? "revision \(item.revision) is on its way",
                    object: "\(target.rawValue) \(item.object)",
                    next: "tenancyctl status")
            }
            return Link(stage, .done, items.isEmpty ? "nothing to do" : done)
        }

        // MARK: The cluster

        /// What can be looked for: kinds that the cluster has and shows.
        private func followed(_ view: ClusterView) -> [WantedObject] {
            inputs.wanted.filter { view.knowledge(of: $0.identity.kind) == .followed }
        }

        var applied: Link {
            guard !inputs.wanted.isEmpty else { return Link(.applied, .done, "nothing to apply") }
            guard let view = inputs.view else {
                return Link(
                    .applied, .unknown, "published, not confirmed: no cluster is configured",
                    next: "set cluster.kubeconfig in the configuration")
            }
            if let unreadable = unreadable(view, .applied) { return unreadable }
            if let adopted = adopted(view) { return adopted }
            if let kind = inputs.wanted.map(\.identity.kind).first(where: { view.knowledge(of: $0) == .absent }) {
                return Link(
                    .applied, .failed, "the cluster has no kind \(kind.rawValue)", object: kind.rawValue,
                    next: "kubectl get crd")
            }
            let looked = followed(view)
            for wanted in looked {
                guard let what = difference(wanted, view[wanted.identity]) else { continue }
                let (state, words, next) = delivery(view)
                return Link(
                    .applied, state, what + (words.map { ": \($0)" } ?? ""), object: "\(wanted.identity)",
                    next: next ?? wanted.identity.shown)
            }
            return Link(.applied, .done, "\(looked.count) objects carry the plan's digests")
        }

        /// What the owner of an adopted namespace has not done: nothing of ours can be in it, or no pod of it in the network.
        private func adopted(_ view: ClusterView) -> Link? {
            guard view.knowledge(of: .namespace) == .followed else { return nil }
            for network in tenant.networks where network.spec.extras.adoptNamespaces == true {
                for name in network.spec.namespaces.sorted() {
                    let identity = ObjectIdentity(.namespace, name: name.description)
                    let label = network.cudn.map { _ in " with the label \(Network.namespaceLabel): \"\"" } ?? ""
                    guard let live = view[identity] else {
                        return Link(
                            .applied, .waiting, "its owner has to make it\(label)", object: "\(identity)",
                            next: identity.shown)
                    }
                    guard network.cudn == nil || live.detail == .primaryNetwork else {
                        return Link(
                            .applied, .failed,
                            "it was made without the label \(Network.namespaceLabel), which counts only from the beginning: its owner has to make it anew\(label)",
                            object: "\(identity)", next: "kubectl get namespace \(name) --show-labels")
                    }
                }
            }
            return nil
        }

        private func difference(_ wanted: WantedObject, _ live: ObservedObject?) -> String? {
            guard let live else { return "not in the cluster" }
            if live.isDeleting { return "being deleted" }
            return live.digest == wanted.digest ? nil : "not as the plan wants it"
        }

        /// What Argo CD or Flux says of the tenant's manifests.
        private func delivery(_ view: ClusterView) -> (state: State, words: String?, next: String?) {
            // As the bootstrap calls them.
            let place = (["tenancy"] + inputs.settings.gitOps.environments.prefix(1).map { "\($0.name)" })
                .joined(separator: "-")
            let applications = view.all(.application).filter { $0.identity.name == "\(place)-\(tenant.name)" }
            let kustomizations = view.all(.kustomization).filter { $0.identity.name == place }
            guard let live = applications.first ?? kustomizations.first else { return (.waiting, nil, nil) }
            guard case .bad(let words) = live.verdict else { return (.waiting, nil, live.identity.shown) }
            return (.failed, "\(live.identity) says: \(words)", live.identity.shown)
        }

        private func unreadable(_ view: ClusterView, _ stage: Stage) -> Link? {
            guard let failure = view.failure else {
                return view.isComplete ? nil : Link(stage, .unknown, "the cluster is being read")
            }
            return Link(stage, .unknown, "published, not confirmed: \(failure.message)", next: failure.hint)
        }

        var healthy: Link {
            guard !inputs.wanted.isEmpty else { return Link(.healthy, .done, "nothing to apply") }
            guard let view = inputs.view else { return Link(.healthy, .unknown, "no cluster is configured") }
            if let unreadable = unreadable(view, .healthy) { return unreadable }
            var waiting: Link?
            for live in objects(in: view) + components(in: view) + services(in: view) {
                switch live.verdict {
                case .silent, .good: continue
                case .bad(let words):
                    return Link(.healthy, .failed, words, object: "\(live.identity)", next: next(for: live))
                case .waiting(let words):
                    waiting =
                        waiting
                        ?? Link(
                            .healthy, .waiting, words, object: "\(live.identity)", next: next(for: live))
                }
            }
            return waiting ?? sessions(in: view) ?? Link(.healthy, .done, "the components agree")
        }

        private func objects(in view: ClusterView) -> [ObservedObject] {
            followed(view).compactMap { view[$0.identity] }
        }

        /// The components that take their configuration as a whole: one bad object of anybody, and nobody's change is live (R-15).
        private func components(in view: ClusterView) -> [ObservedObject] {
            let kinds = Set(inputs.wanted.map(\.identity.kind))
            var states: [ObservedObject] = []
            if !kinds.isDisjoint(with: [.ipAddressPool, .bgpPeer, .bgpAdvertisement, .l2Advertisement]) {
                states += view.all(.configurationState)
            }
            if !kinds.isDisjoint(with: [.frrConfiguration, .bgpPeer]) {
                states += view.all(.frrNodeState).filter { $0.identity.name == inputs.settings.nodeName }
            }
            return states.sorted { $0.identity < $1.identity }
        }

        private func services(in view: ClusterView) -> [ObservedObject] {
            let namespaces = Set(tenant.networks.flatMap(\.spec.namespaces).map(\.description))
            return view.all(.service).filter { $0.identity.namespace.map(namespaces.contains) == true }
                .sorted { $0.identity < $1.identity }
        }

        /// The BGP sessions that the tenant's networks need, when FRR-K8s says anything about sessions at all.
        private func sessions(in view: ClusterView) -> Link? {
            guard view.knowledge(of: .bgpSessionState) == .followed else { return nil }
            let kinds = Set(inputs.wanted.map(\.identity.kind))
            guard !kinds.isDisjoint(with: [.frrConfiguration, .bgpPeer, .bgpAdvertisement]) else { return nil }
            for network in tenant.networks {
                guard let bgp = network.spec.bgp else { continue }
                let (vrf, peer) = (network.vrf?.description ?? "", "\(bgp.peer)")
                let place = "BGP session with \(peer)" + (vrf.isEmpty ? "" : " in VRF \(vrf)")
                let next = "vtysh -c 'show bgp\(vrf.isEmpty ? "" : " vrf \(vrf)") neighbors \(peer)'"
                let found = view.all(.bgpSessionState).compactMap { live -> String? in
                    guard case .session(vrf, peer, let state) = live.detail else { return nil }
                    return state
                }
                guard let state = found.sorted().first else {
                    return Link(.healthy, .waiting, "there is no such session yet", object: place, next: next)
                }
                guard state.lowercased() == "established" else {
                    return Link(.healthy, .failed, "the session is \(state)", object: place, next: next)
                }
            }
            return nil
        }

        private func next(for live: ObservedObject) -> String {
            switch live.identity.kind {
            case .configurationState: "kubectl get ipaddresspools,bgppeers,bgpadvertisements,l2advertisements -A"
            case .frrNodeState: "kubectl get frrconfigurations -A"
            default: live.identity.described
            }
        }
    }
}
