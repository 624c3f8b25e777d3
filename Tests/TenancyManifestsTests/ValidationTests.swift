// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Platform
import TenancyCore
import TenancyManifests
import Testing

/// The checker of the development environment.
enum Validator {
    /// Beside the package or above it.
    static let path: String? = {
        var folder = URL(filePath: #filePath).deletingLastPathComponent()
        while folder.path != "/" {
            folder.deleteLastPathComponent()
            let candidate = folder.appending(path: "shared/tools/validate-manifests").path
            if FileManager.default.isExecutableFile(atPath: candidate) { return candidate }
        }
        print("skipped: \(missing)")
        return nil
    }()
    static let missing: Comment = "no ../shared/tools/validate-manifests beside the package"
}

@Suite("The cluster accepts what is rendered", .enabled(if: Validator.path != nil, Validator.missing))
struct ValidationTests {
    private func validate(_ tree: ManifestTree, _ release: ClusterSettings.OVNRelease, old: ManifestTree? = nil) throws
    {
        let validator = try #require(Validator.path)
        try withTemporaryFolder { folder in
            try tree.write(to: folder.appending(path: "new"))
            var arguments = release == .main ? [] : ["--ovn-release", release.rawValue]
            if let old {
                try old.write(to: folder.appending(path: "old"))
                arguments += ["--old", folder.appending(path: "old").path]
            }
            let result = try run(validator, arguments + [folder.appending(path: "new").path])
            let objects = tree.paths.count { $0.hasSuffix(".yaml") }
            #expect(result.output == "\(objects) objects, 0 problems\n")
            #expect(result.status.isSuccess)
        }
    }

    @Test("every connectivity, announcement and family", arguments: ClusterSettings.OVNRelease.allCases)
    func combinations(release: ClusterSettings.OVNRelease) throws {
        let networks =
            try Fixture.everyCombination() + [
                try Fixture.network("many", .egressIP, .bgp, index: 20, namespaces: ["a", "b", "c"], egress: 2),
                try Fixture.network("six", .egressIP, .bgp, index: 21, peer: "2001:db8::"),
                try Fixture.network("none", .vrfLite, .bgp, index: 22, loadBalancer: 0),
            ]
        #expect(networks.count == 15)
        let renderer = ManifestRenderer(settings: try Fixture.settings(release))
        try validate(renderer.render(Fixture.snapshot(networks)), release)
    }

    @Test("200 tenants of every connectivity, announcement, family, flavour and release")
    func matrix() throws {
        for (index, release) in ClusterSettings.OVNRelease.allCases.enumerated() {
            let flavors = GitOpsSettings.Flavor.allCases
            let settings = try Fixture.everything(release, flavor: flavors[index % flavors.count])
            let networks = try Fixture.matrix(60).enumerated().map { turn, network in
                try Fixture.withExtras(network, turn: turn, release: release)
            }
            let tree = ManifestRenderer(settings: settings).render(Fixture.snapshot(networks))
            try validate(tree, release)
        }
    }

    @Test("namespaces of somebody else", arguments: ClusterSettings.OVNRelease.allCases)
    func adopted(release: ClusterSettings.OVNRelease) throws {
        let networks = try Fixture.everyCombination().map(Fixture.adopted)
        try validate(
            ManifestRenderer(settings: Fixture.everything(release)).render(Fixture.snapshot(networks)), release)
    }

    @Test("the bootstrap for several environments", arguments: GitOpsSettings.Flavor.allCases)
    func environments(flavor: GitOpsSettings.Flavor) throws {
        var settings = try Fixture.settings(flavor: flavor)
        settings.gitOps.environments = try Fixture.environments()
        let networks = [try Fixture.network("acme", .vrfLite, .bgp)]
        try validate(ManifestRenderer(settings: settings).render(Fixture.snapshot(networks)), .release13)
    }

    @Test("an empty plan")
    func empty() throws {
        try validate(ManifestRenderer(settings: Fixture.settings()).render(Fixture.snapshot([])), .release13)
    }

    @Test("more namespaces and addresses for a tenant", arguments: ClusterSettings.OVNRelease.allCases)
    func growth(release: ClusterSettings.OVNRelease) throws {
        let renderer = ManifestRenderer(settings: try Fixture.settings(release))
        let old = renderer.render(Fixture.snapshot([try Fixture.network("acme", .vrfLite, .bgp, loadBalancer: 1)]))
        let new = renderer.render(
            Fixture.snapshot([
                try Fixture.network("acme", .vrfLite, .bgp, namespaces: ["acme", "more"], loadBalancer: 2)
            ]))
        try validate(new, release, old: old)
    }
}
