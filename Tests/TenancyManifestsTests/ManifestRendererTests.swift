// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TenancyCore
import TenancyManifests
import Testing

@Suite("Rendering a plan")
struct ManifestRendererTests {
    private func render(_ networks: Network...) throws -> ManifestTree {
        ManifestRenderer(settings: try Fixture.settings()).render(Fixture.snapshot(networks))
    }

    @Test("the order in which namespaces were given does not matter")
    func deterministic() throws {
        let names = (1...20).map { "acme-\($0)" }
        let trees = try [names, names.reversed(), names.shuffled()].map {
            try render(Fixture.network("acme", .egressIP, .bgp, namespaces: $0))
        }
        #expect(trees[0] == trees[1] && trees[1] == trees[2])
    }

    @Test("without load-balancer addresses there is no pool, advertisement or peer", arguments: Connectivity.allCases)
    func noAddresses(connectivity: Connectivity) throws {
        let tree = try render(Fixture.network("acme", connectivity, .bgp, loadBalancer: 0))
        #expect(tree.paths.contains("tenants/acme/00-namespace-acme.yaml"))
        #expect(!tree.paths(in: "tenants/acme").contains { $0 >= "40" && $0 < "60" })
        #expect(tree.paths(in: "platform") == ["40-ipaddresspool-tenancy-anchor.yaml", "kustomization.yaml"])
    }

    @Test("reserved addresses, VNIs and draining change no manifest of the tenant")
    func otherRoles() throws {
        let plain = try Fixture.network("acme", .egressIP, .bgp)
        let since = Timestamp(microseconds: 0)
        let reserved = Allocation(
            scope: .shared, pool: nil, extent: Extent(try Prefix(parsing: "198.51.100.41/32")), tenant: plain.tenant,
            network: plain.key, role: .reserved, since: since, labels: ["app": "web"])
        let vni = Allocation(
            scope: .numbers(.vni), pool: nil, extent: Extent(5000), tenant: plain.tenant, network: plain.key,
            role: .vni, since: since)
        let drained = plain.allocations.map {
            Allocation(
                scope: $0.scope, pool: $0.pool, extent: $0.extent, tenant: $0.tenant, network: $0.network,
                role: $0.role, since: $0.since, drainingUntil: since)
        }
        let full = Network(
            key: plain.key, tenant: plain.tenant, spec: plain.spec, allocations: drained + [reserved, vni])
        #expect(try render(full) == render(plain))
    }

    @Test("without namespaces there is no folder", arguments: Connectivity.allCases)
    func noNamespaces(connectivity: Connectivity) throws {
        let tree = try render(Fixture.network("acme", connectivity, .bgp, namespaces: []))
        #expect(try tree == render())
    }

    @Test("BGP without a peer announces nothing, and so has no pool")
    func noPeer() throws {
        let network = try Fixture.network("acme", .vrfLite, .bgp)
        let spec = NetworkSpec(
            connectivity: .vrfLite, generation: 1, namespaces: network.spec.namespaces, uplinkParent: nil, gateways: [],
            announcement: .bgp, bgp: nil)
        let tree = try render(
            Network(key: network.key, tenant: network.tenant, spec: spec, allocations: network.allocations))
        #expect(
            tree.paths(in: "tenants/acme") == [
                "00-namespace-acme.yaml", "10-clusteruserdefinednetwork-acme-g1.yaml",
                "60-configmap-acme-tenancy.yaml", "kustomization.yaml", "tenant.json",
            ])
    }

    @Test("only namespaces of a CUDN carry the label of a primary network", arguments: Connectivity.allCases)
    func namespaceLabel(connectivity: Connectivity) throws {
        let tree = try render(Fixture.network("acme", connectivity))
        let namespace = try #require(tree.text("tenants/acme/00-namespace-acme.yaml"))
        #expect(namespace.contains("k8s.ovn.org/primary-user-defined-network: \"\"") == (connectivity != .hostVRF))
    }

    @Test("of several egress addresses each has an object, and a pod is in one: that of its label, or the first")
    func egress() throws {
        let tree = try render(
            Fixture.network("acme", .egressIP, namespaces: ["a", "b"], egress: 3),
            Fixture.network("blue", .egressIP, index: 2))
        let pods = try ["8", "9", "10"].map { number in
            let text = try #require(tree.text("tenants/acme/30-egressip-acme-203-0-113-\(number).yaml"))
            #expect(text.contains("egressIPs:\n  - \"203.0.113.\(number)\"\n"))
            #expect(
                text.contains("values:\n      - a\n      - b\n"), "the namespaces of the network, of a tenant's pods")
            return try #require(text.split(separator: "podSelector:\n").last)
        }
        #expect(
            pods == [
                """
                    matchExpressions:
                    - key: tenancy.dev/egress
                      operator: NotIn
                      values:
                      - \"203.0.113.10\"
                      - \"203.0.113.9\"

                """,
                "    matchLabels:\n      tenancy.dev/egress: \"203.0.113.9\"\n",
                "    matchLabels:\n      tenancy.dev/egress: \"203.0.113.10\"\n",
            ])
        let sheet = try #require(tree.text("tenants/acme/60-configmap-a-tenancy.yaml"))
        #expect(
            sheet.contains(
                """
                  egress-labels: |-
                    tenancy.dev/egress: "203.0.113.9"
                    tenancy.dev/egress: "203.0.113.10"

                """))
        let alone = try #require(tree.text("tenants/blue/30-egressip-blue-203-0-113-16.yaml"))
        #expect(!alone.contains("podSelector"))
    }

    @Test("an egress address that joins or goes changes its own object and the first one")
    func egressChange() throws {
        let two = try render(Fixture.network("acme", .egressIP, egress: 2))
        let three = try render(Fixture.network("acme", .egressIP, egress: 3))
        let changed = three.paths.filter { three[$0] != two[$0] }
        #expect(
            changed.filter { $0.contains("egressip") } == [
                "tenants/acme/30-egressip-acme-203-0-113-10.yaml", "tenants/acme/30-egressip-acme-203-0-113-8.yaml",
            ])
    }

    @Test("networks in the default VRF share the object of a peer, networks in a VRF have their own")
    func peers() throws {
        let tree = try render(
            Fixture.network("acme", .egressIP, .bgp, index: 1, peer: "192.0.2.1"),
            Fixture.network("blue", .egressIP, .bgp, index: 2, peer: "192.0.2.1"),
            Fixture.network("coral", .egressIP, .bgp, index: 3, peer: "2001:db8::1"),
            Fixture.network("echo", .egressIP, .bgp, index: 5, peer: "2001:db8::"),
            Fixture.network("delta", .vrfLite, .bgp, index: 4, peer: "192.0.2.1"))
        #expect(
            tree.paths(in: "platform").filter { $0.hasPrefix("45-") } == [
                "45-bgppeer-peer-192-0-2-1.yaml", "45-bgppeer-peer-2001-db8--0.yaml",
                "45-bgppeer-peer-2001-db8--1.yaml",
            ])
        #expect(
            tree.paths.filter { $0.hasPrefix("tenants/") && $0.contains("/45-") } == [
                "tenants/delta/45-bgppeer-delta.yaml"
            ])
        let advertisement = try #require(tree.text("tenants/blue/50-bgpadvertisement-blue.yaml"))
        #expect(advertisement.contains("peers:\n  - peer-192-0-2-1\n"))
        #expect(try #require(tree.text("tenants/delta/45-bgppeer-delta.yaml")).contains("vrf: delta-g1\n"))
    }

    @Test("L2 answers on the network's uplink, else on the node's interfaces, and is left out when there is neither")
    func interfaces() throws {
        let own = try render(Fixture.network("acme", .hostVRF))
        #expect(
            try #require(own.text("tenants/acme/50-l2advertisement-acme.yaml")).contains("interfaces:\n  - tu-acme\n"))
        let network = try Fixture.network("acme", .egressIP)
        #expect(
            try #require(render(network).text("tenants/acme/50-l2advertisement-acme.yaml"))
                .contains("interfaces:\n  - br-ex\n"))
        let settings = try Fixture.settings()
        let bare = ClusterSettings(
            ovnRelease: settings.ovnRelease, metalLBNamespace: settings.metalLBNamespace,
            frrK8sNamespace: settings.frrK8sNamespace, nodeName: settings.nodeName, asn: settings.asn, routerID: nil,
            l2Interfaces: [], anchor: settings.anchor)
        let tree = ManifestRenderer(settings: bare).render(Fixture.snapshot([network]))
        #expect(!tree.paths(in: "tenants/acme").contains { $0 >= "40" && $0 < "60" })
    }

    @Test("every object carries our label, its wave, its tenant and its own digest, and no tracking label")
    func marks() throws {
        let tree = ManifestRenderer(settings: try Fixture.settings())
            .render(Fixture.snapshot(try Fixture.everyCombination()))
        for path in tree.paths where path.hasSuffix(".yaml") && !path.hasSuffix("kustomization.yaml") {
            let text = try #require(tree.text(path))
            #expect(text.contains("\n    app.kubernetes.io/managed-by: tenancy\n"))
            #expect(text.contains("\n    argocd.argoproj.io/sync-wave: \""))
            if path.hasPrefix("tenants/") {
                #expect(text.contains("\n    tenancy.dev/tenant: \(path.split(separator: "/")[1])\n"))
            }
            #expect(!text.contains("app.kubernetes.io/instance"))
            #expect(!text.contains("tracking-id"))
            #expect(!text.contains("kustomize.toolkit.fluxcd.io"))
        }
    }

    @Test("a tenant's labels are on its objects and not on shared ones")
    func labels() throws {
        let tree = try render(Fixture.network("acme", .egressIP, .bgp))
        for path in tree.paths where path.hasSuffix(".yaml") && !path.hasSuffix("kustomization.yaml") {
            #expect(try #require(tree.text(path)).contains("\n    tier: gold\n") == path.hasPrefix("tenants/"))
        }
    }

    @Test("the digest is that of the object without it")
    func digest() throws {
        let tree = try render(Fixture.network("acme", .vrfLite, .bgp))
        let text = try #require(tree.text("tenants/acme/10-clusteruserdefinednetwork-acme-g1.yaml"))
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let mark = try #require(lines.first { $0.contains("tenancy.dev/digest") })
        let rest = lines.filter { $0 != mark }.joined(separator: "\n")
        try withTemporaryFolder { folder in
            let file = folder.appending(path: "object")
            try Data(rest.utf8).write(to: file)
            let sum = try run("/usr/bin/sha256sum", [file.path]).output.prefix(64)
            #expect(mark == "    tenancy.dev/digest: sha256:\(sum)")
        }
    }

    @Test("a new tenant touches its own folder and the list of tenants")
    func isolation() throws {
        let acme = try Fixture.network("acme", .vrfLite, .bgp)
        let before = try render(acme)
        let after = try render(acme, Fixture.network("blue", .vrfLite, .bgp, index: 2))
        let changed = after.paths.filter { after[$0] != before[$0] && !$0.hasPrefix("tenants/blue/") }
        #expect(changed == ["tenants/kustomization.yaml"])
    }
}
