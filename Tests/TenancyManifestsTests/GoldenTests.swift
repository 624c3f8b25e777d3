// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TenancyCore
import TenancyManifests
import Testing

@Suite("The rendered tree")
struct GoldenTests {
    private static let golden = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden")

    /// Compares with the committed files; `TENANCY_RECORD=1` writes them and fails.
    private func expectGolden(_ tree: ManifestTree, _ name: String) throws {
        let folder = Self.golden.appending(path: name)
        if ProcessInfo.processInfo.environment["TENANCY_RECORD"] != nil {
            try? FileManager.default.removeItem(at: folder)
            try tree.write(to: folder)
            Issue.record("recorded \(folder.path)")
            return
        }
        let recorded = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
        let files = recorded.filter { ["yaml", "md", "sourceignore", "json"].contains($0.split(separator: ".").last) }
        #expect(tree.paths == files.sorted())
        for path in tree.paths {
            #expect(try tree.text(path) == String(contentsOf: folder.appending(path: path), encoding: .utf8), "\(path)")
        }
    }

    @Test("a plan with a tenant of each connectivity is what was recorded")
    func tenants() throws {
        let networks = [
            try Fixture.network(
                "acme", .vrfLite, .bgp, index: 1, dualStack: true, namespaces: ["acme-web", "acme-db"]),
            try Fixture.network("blue", .egressIP, .l2, index: 2),
            try Fixture.network("coral", .hostVRF, .bgp, index: 3),
            try Fixture.network("delta", .egressIP, .bgp, index: 4, peer: "192.0.2.1"),
            try Fixture.network("echo", .hostVRF, .l2, index: 5, namespaces: []),
        ]
        try expectGolden(ManifestRenderer(settings: Fixture.settings()).render(Fixture.snapshot(networks)), "tenants")
    }

    @Test("everything that can be asked for a network is what was recorded")
    func extras() throws {
        let networks = try [
            (Fixture.network("acme", .vrfLite, .bgp, index: 1), 0),
            (Fixture.network("blue", .egressIP, .l2, index: 2), 1),
            (Fixture.network("coral", .hostVRF, .bgp, index: 3), 2),
            (Fixture.network("delta", .vrfLite, .bgp, index: 4, dualStack: true, loadBalancer: 0), 2),
        ].map { try Fixture.withExtras($0.0, turn: $0.1) }
        try expectGolden(ManifestRenderer(settings: Fixture.everything()).render(Fixture.snapshot(networks)), "extras")
    }

    @Test("networks that leaks join, and those of a fabric, are what was recorded")
    func joined() throws {
        let networks = [
            try Fixture.network(
                "acme", .egressIP, index: 1, dualStack: true, namespaces: ["acme-a", "acme-b"], egress: 2,
                floating: ["203.0.113.200"]),
            try Fixture.network("blue", .egressIP, index: 2, dualStack: true),
            try Fixture.network("coral", .hostVRF, .bgp, index: 3),
            try Fixture.network("delta", .vrfLite, .bgp, index: 4),
            try Fixture.network("echo", .evpn, index: 5, dualStack: true),
            try Fixture.withExtras(Fixture.network("fox", .evpn, .bgp, index: 6, peer: "192.0.2.1"), turn: 0),
        ]
        let leaks = try Fixture.leaks(of: networks) + Fixture.connections(of: networks)
        #expect(leaks.map(\.name.description) == ["leak0", "way0"])
        let renderer = ManifestRenderer(settings: try Fixture.everything())
        try expectGolden(renderer.render(Fixture.snapshot(networks, leaks: leaks)), "joined")
    }

    @Test("the bootstrap of each flavour is what was recorded", arguments: GitOpsSettings.Flavor.allCases)
    func bootstrap(flavor: GitOpsSettings.Flavor) throws {
        var settings = try Fixture.settings(flavor: flavor)
        settings.namespaceDefaults.quota = ["requests.cpu": "20", "requests.memory": "64Gi"]
        settings.namespaceDefaults.limits = ["memory": "512Mi"]
        settings.namespaceDefaults.requests = ["cpu": "100m"]
        settings.namespaceDefaults.isolates = true
        let network = try Fixture.network("acme", .egressIP, floating: ["203.0.113.200"])
        try expectGolden(
            ManifestRenderer(settings: settings).render(Fixture.snapshot([network])), "flavor-\(flavor.rawValue)")
    }

    @Test("networks in namespaces of somebody else are what was recorded, without a Namespace")
    func adopted() throws {
        let networks = [
            try Fixture.network("acme", .vrfLite, .bgp, index: 1, namespaces: ["shop", "web"]),
            try Fixture.network("blue", .hostVRF, .l2, index: 2),
        ].map(Fixture.adopted)
        let tree = ManifestRenderer(settings: try Fixture.everything()).render(Fixture.snapshot(networks))
        #expect(!tree.paths.contains { $0.contains("-namespace-") })
        try expectGolden(tree, "adopted")
    }

    @Test(
        "the bootstrap for several environments is what was recorded", arguments: [GitOpsSettings.Flavor.argocd, .flux])
    func environments(flavor: GitOpsSettings.Flavor) throws {
        var settings = try Fixture.settings(flavor: flavor)
        settings.gitOps.environments = try Fixture.environments()
        let tree = ManifestRenderer(settings: settings).render(Fixture.snapshot([]))
        try expectGolden(tree, "environments-\(flavor.rawValue)")
    }

    @Test("an empty plan still has a pool and a resource to apply")
    func empty() throws {
        try expectGolden(ManifestRenderer(settings: Fixture.settings()).render(Fixture.snapshot([])), "empty")
    }
}
