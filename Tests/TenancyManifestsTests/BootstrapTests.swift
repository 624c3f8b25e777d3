// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import ManifestLint
import TenancyCore
import TenancyManifests
import Testing

@Suite("Bootstrap and defaults")
struct BootstrapTests {
    @Test("the bootstrap depends on the configuration alone", arguments: GitOpsSettings.Flavor.allCases)
    func static_(flavor: GitOpsSettings.Flavor) throws {
        let renderer = ManifestRenderer(settings: try Fixture.settings(flavor: flavor))
        let (empty, full) = (
            renderer.render(Fixture.snapshot([])), renderer.render(Fixture.snapshot(try Fixture.everyCombination()))
        )
        let paths = empty.paths(in: "bootstrap")
        #expect(paths == full.paths(in: "bootstrap"))
        for path in paths { #expect(empty["bootstrap/\(path)"] == full["bootstrap/\(path)"]) }
        #expect(paths.isEmpty == (flavor == .plain))
        let others = renderer.render(Fixture.snapshot([])).paths.filter { !$0.hasPrefix("bootstrap/") }
        let plain = ManifestRenderer(settings: try Fixture.settings()).render(Fixture.snapshot([]))
        #expect(others.map { empty[$0] } == plain.paths.map { plain[$0] })
    }

    @Test("what is promoted knows nothing of environments", arguments: GitOpsSettings.Flavor.allCases)
    func neutral(flavor: GitOpsSettings.Flavor) throws {
        let snapshot = Fixture.snapshot(try Fixture.everyCombination())
        var settings = try Fixture.everything(flavor: flavor)
        let plain = ManifestRenderer(settings: settings).render(snapshot)
        settings.gitOps.environments = try Fixture.environments()
        let tree = ManifestRenderer(settings: settings).render(snapshot)
        #expect(tree.paths(changedSince: plain).allSatisfy { $0.hasPrefix("bootstrap/") })
        // One entry for each environment, with the path, the branch and the cluster of its own.
        for name in flavor == .plain ? [] : ["dev", "staging", "prod"] {
            let kind = flavor == .argocd ? "applicationset" : "kustomization"
            let text = try #require(tree.text("bootstrap/\(flavor.rawValue)/10-\(kind)-tenancy-\(name).yaml"))
            #expect(text.contains(name == "dev" ? "cluster-a/" : "clusters/\(name)/"), "\(text)")
            #expect(text.contains("\(name).example.com") == (flavor == .argocd && name != "dev"), "\(text)")
            #expect(text.contains("\(name)-kubeconfig") == (flavor == .flux && name != "dev"), "\(text)")
        }
    }

    @Test("a namespace gets what the configuration says, under one name for each kind")
    func defaults() throws {
        var settings = try Fixture.settings()
        let bare = ManifestRenderer(settings: settings).render(
            Fixture.snapshot([try Fixture.network("acme", .vrfLite)]))
        #expect(!bare.paths(in: "tenants/acme").contains { $0.hasPrefix("05-") })
        settings.namespaceDefaults.isolates = true
        settings.namespaceDefaults.limits = ["memory": "512Mi"]
        settings.namespaceDefaults.quota = ["requests.cpu": "20"]
        let network = try Fixture.network("acme", .vrfLite, namespaces: ["a", "b"])
        let tree = ManifestRenderer(settings: settings).render(Fixture.snapshot([network]))
        let files = ["a", "b"].flatMap { name in
            ["limitrange", "networkpolicy", "resourcequota"].map { "05-\($0)-\(name)-tenancy.yaml" }
        }
        #expect(tree.paths(in: "tenants/acme").filter { $0.hasPrefix("05-") } == files.sorted())
        let policy = try #require(tree.text("tenants/acme/05-networkpolicy-a-tenancy.yaml"))
        #expect(policy.contains("values:\n          - a\n          - b\n"), "\(policy)")
    }

    @Test("a floating address is a pool of its own that only asking opens, and the sheet says how to ask")
    func floating() throws {
        let network = try Fixture.network(
            "acme", .vrfLite, .bgp, loadBalancer: 1, floating: ["203.0.113.9", "2001:db8::9"])
        let tree = ManifestRenderer(settings: try Fixture.settings()).render(Fixture.snapshot([network]))
        let pool = try #require(tree.text("tenants/acme/40-ipaddresspool-acme-203-0-113-9.yaml"))
        #expect(pool.contains("  addresses:\n  - 203.0.113.9/32\n  autoAssign: false\n"))
        let advertisement = try #require(tree.text("tenants/acme/50-bgpadvertisement-acme.yaml"))
        #expect(advertisement.contains("ipAddressPools:\n  - acme\n  - acme-203-0-113-9\n  - acme-2001-db8--9\n"))
        let sheet = try #require(tree.text("tenants/acme/60-configmap-acme-tenancy.yaml"))
        #expect(sheet.contains("metallb.io/loadBalancerIPs: \"203.0.113.9\""), "\(sheet)")
    }
}
