// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import TenancyAPI
import TenancyAgent
import TenancyCore
import TenancyCluster
import APIServerFixture
import Testing

@Suite("From creation to live", .serialized, .timeLimit(.minutes(5)))
struct LiveTests {
    private static let spec = """
        {"connectivity":"vrf-lite","cidrs":["10.1.0.0/16"],"publicIPs":2,"namespaces":["acme-web"],"uplink":"eno1",\
        "announce":"bgp","bgpASN":64513}
        """

    func made() async throws -> LiveFixture {
        let made = try await LiveFixture()
        try await made.base.create("acme", Self.spec)
        await made.work()
        try await made.apply("acme")
        made.session("Established")
        return made
    }

    @Test("a tenant whose components agree is live, and its links say by what")
    func live() async throws {
        let made = try await made()
        let chain = try await made.chain(of: "acme") { $0.live }
        #expect(chain.links.map(\.stage) == ["wanted", "published", "applied", "healthy", "programmed"])
        #expect(chain.links.allSatisfy { $0.state == "done" && $0.next == nil })
        #expect(chain.links[1].message == "commit c1")
        #expect(chain.broken == nil)
        await made.stop()
    }

    /// A component that fails: what it does, what the chain has to say, and how it is mended.
    struct Failing: Sendable, CustomTestStringConvertible {
        let name: String
        let stage: String
        let object: String
        let words: String
        let breaks: @Sendable (LiveFixture) async throws -> Void
        let mends: @Sendable (LiveFixture) async throws -> Void
        var testDescription: String { name }
    }

    static let matrix: [Failing] = [
        Failing(
            name: "Git refuses", stage: "published", object: "manifests acme", words: "the remote refuses",
            breaks: { made in
                made.base.publisher.fail(TenancyError(.internal, "the remote refuses"))
                let body = #"{"tenant":"acme","role":"floating","count":1}"#
                #expect(await made.base.call("POST", "/v1/addresses", body).status == 201)
                await made.work()
            },
            mends: { made in
                made.base.publisher.fail(nil)
                await made.work()
                try await made.apply("acme")
            }),
        Failing(
            name: "CUDN rejected", stage: "healthy", object: "ClusterUserDefinedNetwork acme-g1",
            words: "NetworkCreated is False, SyncError: subnet overlaps with the service network",
            breaks: { made in
                let digest = made.cluster.view()[ObjectIdentity(.clusterUserDefinedNetwork, name: "acme-g1")]?.digest
                made.put(
                    .clusterUserDefinedNetwork, nil, "acme-g1",
                    LiveFixture.condition(
                        "NetworkCreated", "False", "SyncError", "subnet overlaps with the service network"),
                    digest: digest)
            }, mends: { try await $0.apply("acme") }),
        Failing(
            name: "pool overlap at the webhook", stage: "applied", object: "IPAddressPool metallb-system/acme",
            words: "Application argocd/tenancy-acme says: one or more objects failed to apply: CIDR overlaps",
            breaks: { made in
                made.remove(.ipAddressPool, "metallb-system", "acme")
                made.put(
                    .application, "argocd", "tenancy-acme",
                    #"{"operationState":{"phase":"Failed","operation":{},"startedAt":"2026-11-21T04:05:06Z","message":"one or more objects failed to apply: CIDR overlaps"}}"#
                )
            },
            mends: { made in
                made.put(.application, "argocd", "tenancy-acme", #"{"sync":{"status":"Synced"}}"#)
                try await made.apply("acme")
            }),
        Failing(
            name: "pool overlap in MetalLB", stage: "healthy", object: "ConfigurationState metallb-system/speaker",
            words: "CIDR \"203.0.113.0/32\" in pool \"acme\" overlaps with already defined CIDR",
            breaks: { made in
                made.put(
                    .configurationState, "metallb-system", "speaker",
                    #"{"result":"Invalid","errorSummary":"CIDR \"203.0.113.0/32\" in pool \"acme\" overlaps with already defined CIDR"}"#
                )
            }, mends: { $0.put(.configurationState, "metallb-system", "speaker", #"{"result":"Valid"}"#) }),
        Failing(
            name: "RouteAdvertisements not accepted", stage: "healthy", object: "RouteAdvertisements acme-g1",
            words: "Accepted is False, ConfigurationError: has no VRF matching",
            breaks: { made in
                let digest = made.cluster.view()[ObjectIdentity(.routeAdvertisements, name: "acme-g1")]?.digest
                made.put(
                    .routeAdvertisements, nil, "acme-g1",
                    LiveFixture.condition("Accepted", "False", "ConfigurationError", "has no VRF matching"),
                    digest: digest)
            }, mends: { try await $0.apply("acme") }),
        Failing(
            name: "FRR refuses", stage: "healthy", object: "FRRNodeState node0", words: "% Unknown command",
            breaks: {
                $0.put(
                    .frrNodeState, nil, "node0",
                    #"{"lastConversionResult":"success","lastReloadResult":"% Unknown command"}"#)
            },
            mends: {
                $0.put(.frrNodeState, nil, "node0", #"{"lastConversionResult":"success","lastReloadResult":"success"}"#)
            }),
        Failing(
            name: "BGP down", stage: "healthy", object: "BGP session with 198.51.100.0 in VRF acme-g1",
            words: "the session is Active", breaks: { $0.session("Active") }, mends: { $0.session("Established") }),
        Failing(
            name: "a Service without an address", stage: "healthy", object: "Service acme-web/web",
            words: "the Service has no address yet",
            breaks: {
                $0.put(.service, "acme-web", "web", #"{"loadBalancer":{}}"#)
            },
            mends: {
                $0.put(
                    .service, "acme-web", "web", #"{"loadBalancer":{"ingress":[{"ip":"203.0.113.0"}]}}"#)
            }),
        Failing(
            name: "somebody edited an object", stage: "applied", object: "BGPPeer metallb-system/acme",
            words: "not as the plan wants it",
            breaks: { $0.put(.bgpPeer, "metallb-system", "acme", "{}", digest: "other") },
            mends: { try await $0.apply("acme") }),
        Failing(
            name: "kernel attach missing", stage: "programmed", object: "kernel acme", words: "there is no VRF acme-g1",
            breaks: { made in
                made.base.kernel.fail([
                    .init(
                        network: try NetworkKey("acme"), message: "there is no VRF acme-g1",
                        hint: "kubectl get clusteruserdefinednetworks")
                ])
                await made.work()
            },
            mends: { made in
                made.base.kernel.fail([])
                await made.work()
            }),
    ]

    @Test("each component that fails is named with its own words, and the tenant recovers by itself", arguments: matrix)
    func failing(_ component: Failing) async throws {
        let made = try await made()
        _ = try await made.chain(of: "acme") { $0.live }
        try await component.breaks(made)
        let chain = try await made.chain(of: "acme") { !$0.live }
        let broken = try #require(chain.links.first { $0.stage == chain.broken })
        #expect(broken.stage == component.stage)
        #expect(broken.object == component.object)
        #expect(broken.message.contains(component.words), "\(broken.message)")
        #expect(broken.next != nil)
        try await component.mends(made)
        _ = try await made.chain(of: "acme") { $0.live }
        await made.stop()
    }

    @Test("without a cluster what was published is not confirmed")
    func unconfirmed() async throws {
        let fixture = try await Fixture()
        try await fixture.create("acme", Self.spec)
        _ = await fixture.executor(.manifests).round()
        _ = await fixture.executor(.kernel).round()
        let status: StatusObject = try await fixture.call("GET", "/v1/tenants/acme/status", as: .read).decoded()
        // Nothing is wanted of a cluster that nobody looks at.
        #expect(status.chain?.live == true)
        let watching = try await Fixture(
            live: LiveSources(wanted: { tenant, _, _ in
                [WantedObject(identity: ObjectIdentity(.namespace, name: "\(tenant.name)"), digest: "d")]
            }))
        try await watching.create("acme", Self.spec)
        _ = await watching.executor(.manifests).round()
        _ = await watching.executor(.kernel).round()
        let other: StatusObject = try await watching.call("GET", "/v1/tenants/acme/status", as: .read).decoded()
        let links = try #require(other.chain?.links)
        #expect(links.map(\.state) == ["done", "done", "unknown", "unknown", "done"])
        #expect(links[2].message == "published, not confirmed: no cluster is configured")
        #expect(other.chain?.live == false && other.chain?.broken == nil)
    }

    @Test("a cluster that cannot be reached leaves what was published unconfirmed, with the reason")
    func unreachable() async throws {
        let made = try await made()
        _ = try await made.chain(of: "acme") { $0.live }
        made.api.fail("/", times: .max, .answer(503))
        made.api.cutAll()
        // A connection that is cut in the middle is the reason until the next request is answered.
        let chain = try await made.chain(of: "acme") { !$0.live && $0.links[2].message.contains("503") }
        #expect(chain.links[2].state == "unknown")
        made.api.mend()
        _ = try await made.chain(of: "acme") { $0.live }
        await made.stop()
    }
}
