// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import ManifestLint
import TenancyCore
import TenancyManifests
import Testing

@Suite("The phases of a removal")
struct PhasesTests {
    private func difference(_ desired: ManifestTree, _ published: ManifestTree) -> TreeDifference {
        let paths = desired.paths(changedSince: published)
        return TreeDifference(
            published: Dictionary(
                uniqueKeysWithValues: paths.compactMap { path in published[path].map { (path, $0) } }),
            added: Set(paths.filter { published[$0] == nil }))
    }

    @Test(
        "each step is a whole tree whose pools and networks stand until nothing refers to them",
        arguments: Connectivity.allCases)
    func steps(connectivity: Connectivity) throws {
        let settings = try Fixture.everything()
        let stays = try Fixture.network("blue", .egressIP, index: 2)
        let goes = try Fixture.network("acme", connectivity, .bgp, index: 1, floating: ["203.0.113.200"])
        let renderer = ManifestRenderer(settings: settings)
        var tree = renderer.render(Fixture.snapshot([goes, stays]))
        let desired = ManifestRenderer(settings: settings).render(Fixture.snapshot([stays]))
        for phase in 0..<3 {
            let step = Phases().step(to: desired, difference(desired, tree)) { _, _ in true }
            #expect(step.stepped == ["acme": phase])
            #expect(step.waiting == (phase == 2 ? [:] : ["acme": phase + 1]))
            tree = step.tree
            let files = tree.paths.filter { $0.hasSuffix(".yaml") }.map { LintSource(path: $0, bytes: tree[$0] ?? []) }
            // A pool that is announced no more is what the first step is for, a network that the fabric forgets the second.
            let findings = ManifestLinter.findings(in: files).filter {
                ![.poolNotAnnounced, .fabricNothing].contains($0.code)
            }
            #expect(findings == [])
        }
        #expect(tree == desired)
    }

    @Test("a tenant that is not due stays as it is, and one that is there again is none of it")
    func waiting() throws {
        let settings = try Fixture.everything()
        let acme = try Fixture.network("acme", .vrfLite, .bgp, index: 1)
        let tree = ManifestRenderer(settings: settings).render(Fixture.snapshot([acme]))
        let empty = ManifestRenderer(settings: settings).render(Fixture.snapshot([]))
        let step = Phases().step(to: empty, difference(empty, tree)) { _, _ in false }
        #expect(step.waiting == ["acme": 0] && step.stepped == [:] && step.tree == tree)
        let back = Phases().step(to: tree, difference(tree, tree)) { _, _ in true }
        #expect(back.waiting == [:] && back.tree == tree)
    }

    @Test("an address that changes hands leaves one object and comes to another")
    func addresses() throws {
        let settings = try Fixture.settings()
        func tree(_ floating: [String: [String]], egress: Int) throws -> ManifestTree {
            let networks = try ["acme", "blue"].enumerated().map { index, name in
                try Fixture.network(
                    name, .egressIP, .bgp, index: index + 1, namespaces: ["\(name)-a", "\(name)-b"], egress: egress,
                    peer: "192.0.2.1", floating: floating[name] ?? [])
            }
            return ManifestRenderer(settings: settings).render(Fixture.snapshot(networks))
        }
        let old = try tree(["acme": ["203.0.114.1"]], egress: 2)
        let new = try tree(["blue": ["203.0.114.1"]], egress: 1)
        let phases = Phases()
        let moved = try IPAddress(parsing: "203.0.114.1")
        #expect(
            phases.leaving(new, difference(new, old)) == [
                moved: "tenants/acme/40-ipaddresspool-acme-203-0-114-1.yaml",
                try IPAddress(parsing: "203.0.113.9"): "tenants/acme/30-egressip-acme-203-0-113-9.yaml",
                try IPAddress(parsing: "203.0.113.17"): "tenants/blue/30-egressip-blue-203-0-113-17.yaml",
            ])
        #expect(
            phases.arriving(new, difference(new, old)) == [
                moved: "tenants/blue/40-ipaddresspool-blue-203-0-114-1.yaml"
            ])
    }
}
