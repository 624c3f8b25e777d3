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
            try Fixture.everyCombination(release) + [
                try Fixture.network("many", .egressIP, .bgp, index: 20, namespaces: ["a", "b", "c"], egress: 2),
                try Fixture.network("six", .egressIP, .bgp, index: 21, peer: "2001:db8::"),
                try Fixture.network("none", .vrfLite, .bgp, index: 22, loadBalancer: 0),
            ]
        #expect(networks.count == Fixture.connectivities(release).count * 4 + 3)
        let renderer = ManifestRenderer(settings: try Fixture.withFabric(Fixture.settings(release)))
        try validate(renderer.render(Fixture.snapshot(networks)), release)
    }

    @Test(
        "240 tenants of every connectivity, announcement, family, option and release, with every kind of leak",
        arguments: ClusterSettings.OVNRelease.allCases)
    func matrix(release: ClusterSettings.OVNRelease) throws {
        let networks = try Fixture.matrix(60, release).enumerated().map { turn, network in
            try Fixture.withExtras(network, turn: turn, release: release)
        }
        var leaks = try Fixture.leaks(of: networks)
        if ClusterFeature.networkConnect.isKnown(to: release) { leaks += try Fixture.connections(of: networks) }
        let plan = Fixture.snapshot(networks, leaks: leaks)
        let flavors = GitOpsSettings.Flavor.allCases
        let place = ClusterSettings.OVNRelease.allCases.firstIndex(of: release) ?? 0
        let tree = ManifestRenderer(settings: try Fixture.everything(release, flavor: flavors[place % flavors.count]))
            .render(plan)
        // Every kind that a release has is among them.
        var missing = Self.kinds.subtracting(tree.paths.compactMap { Self.kind($0) })
        if !ClusterFeature.networkConnect.isKnown(to: release) { missing.remove("clusternetworkconnect") }
        if !ClusterFeature.evpn.isKnown(to: release) { missing.remove("vtep") }
        #expect(missing.isEmpty, "\(release)")
        try validate(tree, release)
        // What applies them changes nothing of theirs.
        for flavor in flavors {
            let other = ManifestRenderer(settings: try Fixture.everything(release, flavor: flavor)).render(plan)
            #expect(other.paths(changedSince: tree).allSatisfy { $0.hasPrefix("bootstrap/") })
        }
    }

    @Test("namespaces of somebody else", arguments: ClusterSettings.OVNRelease.allCases)
    func adopted(release: ClusterSettings.OVNRelease) throws {
        let networks = try Fixture.everyCombination(release).map(Fixture.adopted)
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

    /// The kinds of objects that a tenant or the platform has.
    private static let kinds: Set = [
        "namespace", "resourcequota", "limitrange", "networkpolicy", "serviceaccount", "rolebinding", "vtep",
        "clusteruserdefinednetwork", "clusternetworkconnect", "egressfirewall", "networkqos", "frrconfiguration",
        "routeadvertisements", "egressip", "bfdprofile", "ipaddresspool", "bgppeer", "bgpadvertisement",
        "l2advertisement", "egressservice", "configmap",
    ]

    /// The kind in a file's name.
    private static func kind(_ path: String) -> String? {
        let parts = path.split(separator: "/").last?.split(separator: "-") ?? []
        return parts.count > 2 ? String(parts[1]) : nil
    }

    @Test("an empty plan, of each flavour", arguments: GitOpsSettings.Flavor.allCases)
    func empty(flavor: GitOpsSettings.Flavor) throws {
        let settings = try Fixture.everything(flavor: flavor)
        try validate(ManifestRenderer(settings: settings).render(Fixture.snapshot([])), .release13)
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
