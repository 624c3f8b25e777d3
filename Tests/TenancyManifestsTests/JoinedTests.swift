// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import ManifestLint
import TenancyCore
import TenancyManifests
import Testing

@Suite("The cluster's side of leaks and fabrics")
struct JoinedTests {
    private let networks: [Network]
    private let leaks: [Leak]

    init() throws {
        networks = [
            try Fixture.network("acme", .egressIP, index: 1), try Fixture.network("blue", .egressIP, index: 2),
            try Fixture.network("coral", .hostVRF, .bgp, index: 3),
            try Fixture.network("delta", .vrfLite, .bgp, index: 4), try Fixture.network("echo", .evpn, index: 5),
        ]
        leaks = try Fixture.leaks(of: networks) + Fixture.connections(of: networks).prefix(1)
    }

    private func plan(_ leaks: [Leak]) -> PlanSnapshot { Fixture.snapshot(networks, leaks: leaks) }

    @Test("what a leak changes is what its two tenants have, and comes out as if everything were rendered")
    func incremental() throws {
        let settings = try Fixture.everything()
        let memory = RenderMemory()
        var last = ManifestRenderer(settings: settings, memory: memory).render(plan([]))
        for step in [[], [leaks[0]], leaks, [leaks[1]], []] {
            let tree = ManifestRenderer(settings: settings, memory: memory).render(plan(step))
            #expect(tree == ManifestRenderer(settings: settings).render(plan(step)))
            let changed = Set(tree.paths(changedSince: last).compactMap { $0.split(separator: "/").dropFirst().first })
            #expect(changed.isSubset(of: ["acme", "blue", "coral", "delta"]))
            last = tree
        }
        let both = ManifestRenderer(settings: settings, memory: memory).render(plan(leaks))
        #expect(
            Set(both.paths(changedSince: last).compactMap { $0.split(separator: "/").dropFirst().first })
                == ["acme", "blue", "coral", "delta"])
    }

    @Test("policies let in whom a leak lets in, and the firewall lets out to what it offers")
    func policies() throws {
        let tree = ManifestRenderer(settings: try Fixture.everything()).render(plan(leaks))
        func policy(_ name: String) -> String {
            tree.text("tenants/\(name)/05-networkpolicy-\(name)-tenancy.yaml") ?? ""
        }
        func firewall(_ name: String) -> String {
            tree.text("tenants/\(name)/15-egressfirewall-\(name)-default.yaml") ?? ""
        }
        // leak0: delta reaches all of coral, one way.
        #expect(policy("coral").contains("10.4.0.0/16"))
        #expect(!policy("delta").contains("ipBlock"))
        #expect(firewall("delta").contains("10.3.0.0/16"))
        #expect(!firewall("coral").contains("10.4.0.0/16"))
        // way0: acme and blue meet.
        #expect(policy("acme").contains("10.2.0.0/16") && policy("blue").contains("10.1.0.0/16"))
        #expect(firewall("acme").contains("10.2.0.0/16") && firewall("blue").contains("10.1.0.0/16"))
    }

    @Test("the Services of connected networks have another name in release 1.2")
    func releases() throws {
        let all = [Leak.Reach.pods, .services]
        let leak = Leak(
            name: try LeakName("way"), source: networks[0].key, target: networks[1].key, prefixes: networks[0].cidrs,
            returned: networks[1].cidrs, created: Timestamp(microseconds: 0),
            connection: Leak.Connection(reach: all, subnets: [try Prefix(parsing: "10.255.0.0/24")]))
        let path = "tenants/acme/12-clusternetworkconnect-way-10-255-0-0.yaml"
        for (release, name) in [
            (ClusterSettings.OVNRelease.release12, "ClusterIPServiceNetwork"), (.release13, "ServiceNetwork"),
            (.main, "ServiceNetwork"),
        ] {
            let text = ManifestRenderer(settings: try Fixture.everything(release)).render(plan([leak])).text(path)
            #expect(text?.contains("  connectivity:\n  - PodNetwork\n  - \(name)\n") == true, "\(text ?? "none")")
        }
    }

    @Test("the subnets of a connection are its name, and cannot change under one")
    func fixed() throws {
        let path = "tenants/acme/12-clusternetworkconnect-way-10-255-0-0.yaml"
        #expect(FixedFields.concerns(path))
        let old = Array("spec:\n  connectSubnets: [{cidr: 10.255.0.0/24, networkPrefix: 26}]\n".utf8)
        let new = Array("spec:\n  connectSubnets: [{cidr: 10.255.0.0/24, networkPrefix: 27}]\n".utf8)
        #expect(FixedFields.change(of: path, from: old, to: new) == "spec.connectSubnets")
        #expect(FixedFields.change(of: path, from: old, to: old) == nil)
    }

    @Test("without a route target's number FRR chooses, and without the feature there is no fabric")
    func targets() throws {
        var settings = try Fixture.everything()
        let path = "tenants/echo/10-clusteruserdefinednetwork-echo-g1.yaml"
        let chosen = ManifestRenderer(settings: settings).render(plan([])).text(path)
        #expect(chosen?.contains("64512:1010") == true, "\(chosen ?? "none")")
        let other = try Fixture.network("g", .evpn, index: 7)
        let open = ManifestRenderer(settings: settings).render(Fixture.snapshot([other]))
        #expect(open.text("tenants/g/10-clusteruserdefinednetwork-g-g1.yaml")?.contains("routeTarget") == false)
        settings.features.remove(.evpn)
        let tree = ManifestRenderer(settings: settings).render(plan([]))
        #expect(!tree.paths(in: "platform").contains { $0.contains("vtep") || $0.contains("fabric") })
    }

    @Test("what is rendered for leaks and fabrics is what the lint has nothing to say of")
    func lint() throws {
        for release in ClusterSettings.OVNRelease.allCases.dropFirst(2) {
            let tree = ManifestRenderer(settings: try Fixture.everything(release)).render(plan(leaks))
            let files = tree.paths.filter { $0.hasSuffix(".yaml") }.map { LintSource(path: $0, bytes: tree[$0] ?? []) }
            #expect(ManifestLinter.findings(in: files) == [])
        }
    }
}
