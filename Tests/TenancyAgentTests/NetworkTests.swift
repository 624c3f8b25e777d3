// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Synchronization
import TenancyAPI
import TenancyAgent
import TenancyCore
import Testing

@Suite("Networks and leaks over the API", .serialized)
struct NetworkTests {
    private func make(_ fixture: Fixture) async throws {
        try await fixture.create("acme")
        try await fixture.create("services")
        let answer = await fixture.call(
            "POST", "/v1/networks",
            #"{"metadata":{"name":"acme-db"},"spec":{"tenant":"acme","connectivity":"host-vrf","prefixLength":26,"namespaces":["db"],"publicIPs":1}}"#
        )
        try #require(answer.status == 201, "\(answer.text)")
    }

    private func leak(_ fixture: Fixture, _ name: String, to: String) async -> APIResponse {
        await fixture.call(
            "POST", "/v1/leaks",
            #"{"metadata":{"name":"\#(name)"},"spec":{"from":"services","to":"\#(to)","prefixes":["10.0.1.53/32"],"both":true}}"#
        )
    }

    @Test("a network is made, shown, listed by tenant and deleted")
    func network() async throws {
        let fixture = try await Fixture()
        try await make(fixture)
        let shown: NetworkDocument = try await fixture.call("GET", "/v1/networks/acme-db").decoded()
        #expect(shown.spec.tenant == "acme" && shown.status?.table == 258)
        #expect(shown.status?.cidrs == shown.spec.options.cidrs && shown.status?.publicAddresses == ["203.0.113.0"])
        let all: ObjectList<NetworkDocument> = try await fixture.call("GET", "/v1/networks").decoded()
        #expect(all.kind == "NetworkList" && all.items.map(\.metadata.name) == ["acme", "acme-db", "services"])
        let own: ObjectList<NetworkDocument> = try await fixture.call("GET", "/v1/networks?tenant=acme").decoded()
        #expect(own.items.map(\.metadata.name) == ["acme", "acme-db"])
        let tenant: TenantObject = try await fixture.call("GET", "/v1/tenants/acme").decoded()
        #expect(tenant.status?.networks.map(\.name) == ["acme", "acme-db"] && tenant.spec?.namespaces == nil)
        let sheet: SheetObject = try await fixture.call("GET", "/v1/tenants/acme/sheet").decoded()
        #expect(sheet.networks.map(\.name) == ["acme", "acme-db"] && sheet.notes.count == 2)
        let deleted: ChangeObject = try await fixture.call("DELETE", "/v1/networks/acme-db").decoded()
        #expect(deleted.network?.metadata.name == "acme-db")
        #expect(await fixture.call("GET", "/v1/networks/acme-db").status == 404)
        #expect(await fixture.call("DELETE", "/v1/networks/acme").problem?.detail.contains("the only one") == true)
        #expect(await fixture.call("PUT", "/v1/networks/acme").status == 405)
        #expect(await fixture.call("DELETE", "/v1/networks").status == 405)
        #expect(await fixture.call("GET", "/v1/networks?tenant=nobody").status == 404)
    }

    @Test("what is not a network's is refused by its field")
    func wrongFields() async throws {
        let fixture = try await Fixture()
        try await fixture.create("acme")
        for (document, field) in [
            (#"{"metadata":{"name":"db"},"spec":{"tenant":"acme","quotas":{"public-ipv4":1}}}"#, "quota"),
            (#"{"metadata":{"name":"db","labels":{"a":"b"}},"spec":{"tenant":"acme"}}"#, "labels"),
            (#"{"metadata":{"name":"db"},"spec":{"tenant":"acme","cidr":"10.0.0.0/24"}}"#, "spec.cidr"),
            (#"{"metadata":{"name":"database-of-acme"},"spec":{"tenant":"acme"}}"#, "name"),
        ] {
            let answer = await fixture.call("POST", "/v1/networks", document)
            #expect(answer.problem?.field == field, "\(answer.text)")
        }
        #expect(await fixture.call("POST", "/v1/networks", #"{"metadata":{"name":"db"},"spec":{}}"#).status == 400)
    }

    @Test("a leak is made, shown, listed by network, previewed down to the kernel, and deleted")
    func leaks() async throws {
        let fixture = try await Fixture()
        try await make(fixture)
        let dry: ChangeObject = try await fixture.call(
            "POST", "/v1/leaks?dryRun=true",
            #"{"metadata":{"name":"dns"},"spec":{"from":"services","to":"acme","prefixes":["10.0.1.53/32"]}}"#
        ).decoded()
        #expect(
            dry.effects?.kernel == ["ip route add vrf tv-acme 10.0.1.53/32 dev tv-services metric 200"])
        #expect(await leak(fixture, "dns", to: "acme").status == 201)
        #expect(await leak(fixture, "dns-db", to: "acme-db").status == 201)
        let shown: LeakObject = try await fixture.call("GET", "/v1/leaks/dns").decoded()
        #expect(shown.spec.returnPrefixes == ["10.0.0.0/24"] && shown.spec.both == nil)
        let own: ObjectList<LeakObject> = try await fixture.call("GET", "/v1/leaks?network=acme-db").decoded()
        #expect(own.kind == "LeakList" && own.items.map(\.metadata.name) == ["dns-db"])
        let all: ObjectList<LeakObject> = try await fixture.call("GET", "/v1/leaks").decoded()
        #expect(all.items.count == 2)
        _ = await fixture.executor(.kernel).round()
        let state = try #require(fixture.kernel.state.withLock { $0.applied.last })
        #expect(state.networks.map(\.leaks.count) == [1, 1, 2])
        let refused = await fixture.call("DELETE", "/v1/tenants/services")
        #expect(refused.problem?.detail.contains("Leak dns: joins") == true)
        let deleted: ChangeObject = try await fixture.call("DELETE", "/v1/leaks/dns").decoded()
        #expect(deleted.leak?.metadata.name == "dns")
        #expect(await fixture.call("GET", "/v1/leaks/dns").status == 404)
        #expect(await fixture.call("GET", "/v1/leaks?network=nobody").status == 404)
        #expect(await fixture.call("PATCH", "/v1/leaks/dns-db").status == 405)
        let both =
            #"{"metadata":{"name":"x"},"spec":{"from":"services","to":"acme","prefixes":["10.0.1.0/24"],"both":true,"returnPrefixes":["10.0.0.0/24"]}}"#
        #expect(await fixture.call("POST", "/v1/leaks", both).problem?.field == "both")
    }

    @Test("a tenant's status and the wait for it see all of its networks, also those that go")
    func wait() async throws {
        let fixture = try await Fixture()
        try await make(fixture)
        _ = await fixture.executor(.manifests).round()
        let status: StatusObject = try await fixture.call("GET", "/v1/tenants/acme/status").decoded()
        #expect(
            status.items.map { "\($0.target) \($0.object) \($0.state)" } == [
                "kernel acme pending", "kernel acme-db pending", "manifests acme done",
            ])
        let change: ChangeObject = try await fixture.call("DELETE", "/v1/networks/acme-db").decoded()
        let target = "/v1/revisions/\(change.revision)?wait=kernel&timeout=0"
        let open = await fixture.call("GET", "\(target)&network=acme-db")
        #expect(open.status == 504 && open.problem?.detail.contains("kernel acme-db is pending") == true)
        #expect(open.problem?.detail.contains("services") == false)
        _ = await fixture.executor(.kernel).round()
        #expect(await fixture.call("GET", "\(target)&network=acme-db&tenant=acme").status == 200)
    }

    @Test("a tenant's folder holds the objects of all its networks, and its commits name the change")
    func manifests() async throws {
        let fixture = try await Fixture()
        try await make(fixture)
        try await fixture.create("web", #"{"connectivity":"vrf-lite","publicIPs":1}"#)
        let answer = await fixture.call(
            "POST", "/v1/networks",
            #"{"metadata":{"name":"web-2"},"spec":{"tenant":"web","connectivity":"egress-ip","publicIPs":1}}"#)
        #expect(answer.status == 201, "\(answer.text)")
        _ = await fixture.executor(.manifests).round()
        let commit = try #require(fixture.publisher.state.withLock { $0.commits.last })
        let files = commit.tree[folder: "tenants/web"]
        let list = String(decoding: try #require(files["kustomization.yaml"]), as: UTF8.self)
        #expect(files.keys.allSatisfy { $0 == "kustomization.yaml" || $0 == "tenant.json" || list.contains($0) })
        let names = files.keys.sorted().joined(separator: " ")
        for part in ["namespace-web.yaml", "namespace-web-2.yaml", "web-g1.yaml", "web-2-g1.yaml", "egressip-web-2-"] {
            #expect(names.contains(part), "\(part) in \(names)")
        }
        let file = String(decoding: try #require(files["tenant.json"]), as: UTF8.self)
        #expect(file.contains(#""name": "web""#) && file.contains(#""name": "web-2""#), "\(file)")
        #expect(commit.tree[folder: "tenants/acme"].keys.contains { $0.contains("ipaddresspool-acme-db") })
        #expect(await fixture.call("DELETE", "/v1/networks/web-2").status == 200)
        _ = await fixture.executor(.manifests).round()
        let last = try #require(fixture.publisher.state.withLock { $0.commits.last })
        #expect(last.message.subject == "delete network web-2")
        #expect(last.tree[folder: "tenants/web"].keys.allSatisfy { !$0.contains("web-2") })
    }

    @Test("what is shown of networks and leaks is accepted unchanged, and makes the same elsewhere in any order")
    func documents() async throws {
        let fixture = try await Fixture()
        try await make(fixture)
        #expect(await leak(fixture, "dns", to: "acme-db").status == 201)
        var documents: [String] = []
        for path in ["leaks/dns", "networks/acme-db", "tenants/acme", "tenants/services"] {
            documents.append(await fixture.call("GET", "/v1/\(path)").text)
        }
        let list = #"{"items":[\#(documents.joined(separator: ","))]}"#
        let same: ChangeObject = try await fixture.call("POST", "/v1/apply", list).decoded()
        #expect(
            same.results?.map { "\($0.kind) \($0.result)" } == [
                "Leak unchanged", "Network unchanged", "Tenant unchanged", "Tenant unchanged",
            ])
        let other = try await Fixture()
        let made: ChangeObject = try await other.call("POST", "/v1/apply", list).decoded()
        #expect(made.results?.map(\.result) == ["created", "created", "created", "created"])
        for path in ["networks/acme-db", "tenants/acme"] {
            let there = await other.call("GET", "/v1/\(path)").text
            #expect(there == (await fixture.call("GET", "/v1/\(path)").text))
        }
        let leak: LeakObject = try await other.call("GET", "/v1/leaks/dns").decoded()
        #expect(leak.spec == (try await fixture.call("GET", "/v1/leaks/dns").decoded(LeakObject.self)).spec)
    }

    @Test("two whole networks are connected by the API, shown, applied unchanged, and their tenants publish it")
    func connections() async throws {
        let fixture = try await Fixture()
        try await make(fixture)
        let network =
            #"{"metadata":{"name":"NAME"},"spec":{"connectivity":"egress-ip","cidrs":["CIDR"],"egressPool":"public"}}"#
        for (name, cidr) in [("red", "10.0.8.0/24"), ("pink", "10.0.9.0/24")] {
            let body = network.replacing("NAME", with: name).replacing("CIDR", with: cidr)
            #expect(await fixture.call("POST", "/v1/tenants", body).status == 201)
        }
        let leak =
            #"{"kind":"Leak","metadata":{"name":"registry"},"spec":{"from":"red","to":"pink","connect":["services"]}}"#
        let refused = await fixture.call("POST", "/v1/leaks", leak)
        #expect(refused.problem?.field == "connect" && refused.status == 422, "\(refused.text)")
        var plan = fixture.agent.settings.plan
        plan.features = [.networkConnect]
        plan.connectRanges = [try Prefix(parsing: "10.255.0.0/16")]
        var cluster = fixture.agent.settings.cluster
        cluster.features = [.networkConnect]
        fixture.agent.reload(AgentSettings(plan: plan, cluster: cluster))
        for (body, field) in [
            (leak.replacing(#""connect""#, with: #""both":true,"connect""#), "both"),
            (leak.replacing("services\"]", with: "nodes\"]"), "connect"),
            (leak.replacing(#","connect":["services"]"#, with: ""), "from"),
        ] {
            #expect(await fixture.call("POST", "/v1/leaks", body).problem?.field == field)
        }
        #expect(await fixture.call("POST", "/v1/leaks", leak).status == 201)
        let shown = await fixture.call("GET", "/v1/leaks/registry")
        let object: LeakObject = try shown.decoded()
        #expect(object.spec.connect == ["services"] && object.spec.prefixes == ["10.0.8.0/24"])
        for document in [leak, shown.text] {
            let same: ChangeObject = try await fixture.call("POST", "/v1/apply", #"{"items":[\#(document)]}"#).decoded()
            #expect(same.results?.map(\.result) == ["unchanged"], "\(document)")
        }
        _ = await fixture.executor(.manifests).round()
        let file = "12-clusternetworkconnect-registry-10-255-0-0.yaml"
        let commit = try #require(fixture.publisher.state.withLock { $0.commits.last })
        #expect(commit.tree[folder: "tenants/red"][file] != nil)
        let deleted: ChangeObject = try await fixture.call("DELETE", "/v1/leaks/registry").decoded()
        let undone = await fixture.call("POST", "/v1/revisions/\(deleted.revision)/undo")
        #expect(undone.status == 200, "\(undone.text)")
        let back: LeakObject = try await fixture.call("GET", "/v1/leaks/registry").decoded()
        #expect(back.spec == object.spec)
    }
}
