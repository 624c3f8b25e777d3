// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import ManifestLint
import TenancyCore
import TenancyManifests
import Testing

@Suite("Taking a tenant out of the cluster")
struct WithdrawalTests {
    private func published(_ tree: ManifestTree, _ tenant: String) -> [String: [String: [UInt8]]] {
        [tenant: tree[folder: "tenants/\(tenant)"]]
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
        var steps = 0
        while tree != desired {
            steps += 1
            #expect(steps <= 3)
            guard steps <= 3 else { return }
            let step = Withdrawal.step(to: desired, from: published(tree, "acme")) { _ in true }
            #expect(step.stepped == ["acme"])
            #expect(step.waiting == (step.tree == desired ? [] : ["acme"]))
            tree = step.tree
            let files = tree.paths.filter { $0.hasSuffix(".yaml") }.map { LintSource(path: $0, bytes: tree[$0] ?? []) }
            // A pool that is announced no more is what the first step is for.
            let findings = ManifestLinter.findings(in: files).filter { $0.code != .poolNotAnnounced }
            #expect(findings == [])
        }
        #expect(steps == 3)
    }

    @Test("a tenant that is not due stays as it is, and one that is there again is none of it")
    func waiting() throws {
        let settings = try Fixture.everything()
        let acme = try Fixture.network("acme", .vrfLite, .bgp, index: 1)
        let tree = ManifestRenderer(settings: settings).render(Fixture.snapshot([acme]))
        let empty = ManifestRenderer(settings: settings).render(Fixture.snapshot([]))
        let step = Withdrawal.step(to: empty, from: published(tree, "acme")) { _ in false }
        #expect(step.waiting == ["acme"] && step.stepped == [] && step.tree == tree)
        let back = Withdrawal.step(to: tree, from: published(tree, "acme")) { _ in true }
        #expect(back.waiting == [] && back.tree == tree)
    }
}
