// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import ManifestLint
import TenancyCore
import TenancyManifests
import Testing

@Suite("Lint of what is rendered")
struct LintTests {
    private func sources(_ tree: ManifestTree) -> [LintSource] {
        tree.paths.filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".json") }.map {
            LintSource(path: $0, bytes: tree[$0] ?? [])
        }
    }

    @Test("our own manifests have no finding")
    func clean() throws {
        for flavor in GitOpsSettings.Flavor.allCases {
            let renderer = ManifestRenderer(settings: try Fixture.withFabric(Fixture.settings(flavor: flavor)))
            for networks in [[], try Fixture.everyCombination()] {
                let files = sources(renderer.render(Fixture.snapshot(networks)))
                #expect(ManifestLinter.findings(in: files) == [])
            }
            let full = ManifestRenderer(settings: try Fixture.everything(flavor: flavor))
            let networks = try Fixture.matrix(60).enumerated().map { try Fixture.withExtras($1, turn: $0) }
            // The Services that EgressServices are for are the tenants' own.
            let leaks = try Fixture.leaks(of: networks) + Fixture.connections(of: networks)
            let findings = ManifestLinter.findings(in: sources(full.render(Fixture.snapshot(networks, leaks: leaks))))
            #expect(findings.filter { $0.code != .egressServiceUnbound } == [])
        }
    }

    @Test("a namespace that is adopted need not be shipped, any other must be")
    func adopted() throws {
        let network = Fixture.adopted(try Fixture.network("acme", .vrfLite, .bgp, namespaces: ["shop", "web"]))
        var tree = ManifestRenderer(settings: try Fixture.settings()).render(Fixture.snapshot([network]))
        #expect(ManifestLinter.findings(in: sources(tree)) == [])
        let path = "tenants/acme/10-clusteruserdefinednetwork-acme-g1.yaml"
        let text = try #require(tree.text(path))
        tree[path] = Array(text.replacing("    tenancy.dev/namespaces: adopted\n", with: "").utf8)
        #expect(ManifestLinter.findings(in: sources(tree)).map(\.code) == [.namespaceMissing, .namespaceMissing])
    }

    @Test("a damaged manifest of ours has one")
    func damaged() throws {
        let renderer = ManifestRenderer(settings: try Fixture.settings())
        var tree = renderer.render(Fixture.snapshot(try Fixture.everyCombination()))
        let path = try #require(tree.paths.first { $0.contains("/50-bgpadvertisement") })
        tree[path] = nil
        #expect(!ManifestLinter.findings(in: sources(tree)).isEmpty)
    }
}
