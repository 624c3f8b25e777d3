// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import TenancyCore
import TenancyManifests
import Testing

@Suite("What the cluster takes only once")
struct FixedFieldsTests {
    /// The fields in which two renderings of one network may not differ.
    private func objections(
        _ old: Network, _ new: Network, _ before: ClusterSettings, _ after: ClusterSettings
    ) -> [String] {
        let (old, new) = (
            ManifestRenderer(settings: before).render(Fixture.snapshot([old])),
            ManifestRenderer(settings: after).render(Fixture.snapshot([new]))
        )
        return new.paths(changedSince: old).compactMap { path in
            guard FixedFields.concerns(path), let was = old[path], let becomes = new[path] else { return nil }
            return FixedFields.change(of: path, from: was, to: becomes)
        }
    }

    @Test("another network with the same name is noticed, more namespaces and another configuration are not")
    func network() throws {
        let settings = try Fixture.everything()
        let network = try Fixture.network("acme", .vrfLite, .bgp, index: 1)
        let larger = try Fixture.network(
            "acme", .vrfLite, .bgp, index: 1, namespaces: ["acme", "more"], loadBalancer: 3)
        #expect(objections(network, larger, settings, settings) == [])
        let other = try Fixture.network("acme", .vrfLite, .bgp, index: 2)
        #expect(objections(network, other, settings, settings) == ["spec.network"])
        let layer3 = try Fixture.withExtras(network, turn: 0)
        #expect(objections(network, layer3, settings, settings) == ["spec.network"])
        var role = settings
        role.namespaceDefaults.role = "admin"
        role.namespaceDefaults.quota = ["requests.cpu": "1"]
        #expect(objections(network, network, settings, role) == ["roleRef"])
    }
}
