// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Synchronization
import TenancyAPI
import TenancyAgent
import TenancyCore
import TenancyManifests
import TenancyStore
import Testing

@Suite("Promoting from one environment to another", .serialized)
struct EnvironmentTests {
    private static let hostVRF = #"{"connectivity":"host-vrf","namespaces":["web"]}"#
    private static let vrfLite = #"{"connectivity":"vrf-lite","publicIPs":1,"bgpASN":64513}"#
    private static let promote = "/v1/manifests/promote?to=prod"

    private func fixture(
        phaseDelay: Duration = .zero, live: LiveSources = LiveSources()
    ) async throws -> Fixture {
        try await Fixture(live: live, phaseDelay: phaseDelay, environments: ["staging", "prod"])
    }

    private func base(_ publisher: RecordingPublisher) -> ManifestTree { publisher.state.withLock { $0.base } }

    /// The numbers of the files that an environment has of a tenant.
    private func numbers(_ publisher: RecordingPublisher, _ tenant: String = "acme") -> Set<String> {
        Set(
            base(publisher)[folder: "tenants/\(tenant)"].keys.filter { $0.first?.isNumber == true }.map {
                String($0.prefix(2))
            })
    }

    private func promote(_ fixture: Fixture, _ query: String = "") async throws -> PromotionObject {
        let answer = await fixture.call(
            "POST", Self.promote + query, headers: ["tenancy-reason": "CHG-1"])
        try #require(answer.status == 200, "\(answer.text)")
        return try JSON.decode(PromotionObject.self, from: answer.body)
    }

    @Test("what is published comes over byte for byte but for the bootstrap, in one commit that says what, who and why")
    func everything() async throws {
        let fixture = try await fixture()
        let change = try await fixture.create("acme", Self.hostVRF)
        #expect(await fixture.executor(.manifests).round())
        let before: ObjectList<EnvironmentObject> = try await fixture.call("GET", "/v1/manifests/environments")
            .decoded()
        #expect(before.items.map(\.name) == ["staging", "prod"])
        #expect(before.items.map(\.revision) == [change.revision, nil])
        #expect(before.items.map(\.behind) == [nil, ["acme", "platform"]])
        #expect(before.items.map(\.tenants) == [1, 0])

        let trial = try await promote(fixture, "&dryRun=true")
        #expect(trial.dryRun && trial.changed.contains("tenants/acme/tenant.json"))
        #expect(fixture.upper.state.withLock { $0.commits.isEmpty })

        let promotion = try await promote(fixture)
        #expect(promotion.from == "staging" && promotion.to == "prod" && promotion.waits == [])
        #expect(promotion.revision == change.revision)
        var wanted = base(fixture.publisher)
        for folder in wanted.folderPaths where folder.hasPrefix("bootstrap") { wanted[folder: folder] = [:] }
        #expect(base(fixture.upper) == wanted && !wanted.paths.isEmpty)
        let message = try #require(fixture.upper.state.withLock { $0.commits.last?.message })
        #expect(message.subject == "promote revision \(change.revision) from staging to prod")
        #expect(
            message.trailers == [
                .init("Tenancy-Revision", "\(change.revision)"), .init("Tenancy-Promoted", "staging c1"),
                .init("Tenancy-Actor", "root"), .init("Tenancy-Reason", "CHG-1"),
            ])
        _ = try await promote(fixture)
        #expect(fixture.upper.state.withLock { $0.commits.count } == 1)
        let after: ObjectList<EnvironmentObject> = try await fixture.call("GET", "/v1/manifests/environments").decoded()
        #expect(after.items.map(\.behind) == [nil, []])
    }

    @Test("one tenant comes over alone, with what it shares, and leaves the others as they are")
    func oneTenant() async throws {
        let fixture = try await fixture()
        for name in ["acme", "blue"] {
            try await fixture.create(name, #"{"connectivity":"host-vrf","namespaces":["\#(name)"]}"#)
        }
        #expect(await fixture.executor(.manifests).round())
        _ = try await promote(fixture, "&tenant=blue")
        #expect(base(fixture.upper)[folder: "tenants/acme"].isEmpty)
        func list() -> String {
            String(decoding: base(fixture.upper)["tenants/kustomization.yaml"] ?? [], as: UTF8.self)
        }
        #expect(list().contains("- blue\n") && !list().contains("acme"))
        #expect(base(fixture.upper)[folder: "platform"] == base(fixture.publisher)[folder: "platform"])
        _ = try await promote(fixture, "&tenant=acme")
        #expect(list().contains("- acme\n- blue\n"))
        #expect(base(fixture.upper)[folder: "tenants"] == base(fixture.publisher)[folder: "tenants"])

        for name in ["acme", "blue"] {
            let body = #"{"tenant":"\#(name)","role":"load-balancer","count":1}"#
            let answer = await fixture.call("POST", "/v1/addresses", body)
            try #require(answer.status < 300, "\(answer.text)")
        }
        #expect(await fixture.executor(.manifests).round())
        let old = base(fixture.upper)[folder: "tenants/blue"]
        _ = try await promote(fixture, "&tenant=acme")
        #expect(base(fixture.upper)[folder: "tenants/blue"] == old)
        #expect(base(fixture.upper)[folder: "tenants/acme"] == base(fixture.publisher)[folder: "tenants/acme"])
        let listed: ObjectList<EnvironmentObject> = try await fixture.call("GET", "/v1/manifests/environments")
            .decoded()
        #expect(listed.items.last?.behind == ["blue"])
        #expect(await fixture.call("POST", Self.promote + "&tenant=coral").status == 404)
    }

    @Test("what is removed goes in the three phases there, too, one for each time that somebody asks after the delay")
    func phases() async throws {
        let fixture = try await fixture(phaseDelay: .seconds(120))
        try await fixture.create("acme", Self.vrfLite)
        let executor = fixture.executor(.manifests)
        #expect(await executor.round())
        #expect(try await promote(fixture).waits == [])
        #expect(await fixture.call("DELETE", "/v1/tenants/acme").status == 200)
        #expect(await executor.round())
        // Half gone where it comes from, nothing of it may be promoted.
        let early = await fixture.call("POST", Self.promote)
        #expect(early.problem?.code == "promotion.not-ready")
        #expect(early.problem?.detail.contains("tenant acme is not published: the next revision comes at") == true)
        for _ in 0..<2 {
            fixture.time.advance(.seconds(120))
            #expect(await executor.round())
        }
        #expect(numbers(fixture.publisher) == [])
        for expected: Set<String> in [["00", "10", "20", "25", "40", "60"], ["00", "10", "60"], []] {
            let promotion = try await promote(fixture)
            #expect(numbers(fixture.upper) == expected)
            #expect(promotion.waits.map(\.tenant) == (expected.isEmpty ? [] : ["acme"]))
            // Asked too early, nothing more goes.
            if !expected.isEmpty { _ = try await promote(fixture) }
            #expect(numbers(fixture.upper) == expected)
            fixture.time.advance(.seconds(120))
        }
        #expect(
            base(fixture.upper)["tenants/kustomization.yaml"] == base(fixture.publisher)["tenants/kustomization.yaml"])
    }

    @Test("an address that has moved comes to its next pool in the promotion after the one in which it left the last")
    func move() async throws {
        let fixture = try await fixture(phaseDelay: .seconds(120))
        #expect(await fixture.call("PATCH", "/v1/pools/public", #"{"quarantineSeconds":0}"#).status == 200)
        for name in ["acme", "blue"] {
            try await fixture.create(name, Self.vrfLite.replacing(#""publicIPs":1"#, with: #""publicIPs":2"#))
        }
        let executor = fixture.executor(.manifests)
        #expect(await executor.round())
        #expect(try await promote(fixture).waits == [])
        #expect(await fixture.call("DELETE", "/v1/addresses/203.0.113.0").status == 200)
        let body = #"{"tenant":"blue","role":"load-balancer","addresses":["203.0.113.0"]}"#
        #expect(await fixture.call("POST", "/v1/addresses", body).status < 300)
        for _ in 0..<3 {
            #expect(await executor.round())
            fixture.time.advance(.seconds(120))
        }
        func pools() -> [String] {
            base(fixture.upper).files.filter {
                $0.key.contains("ipaddresspool") && String(decoding: $0.value, as: UTF8.self).contains("203.0.113.0/32")
            }.keys.sorted()
        }
        #expect(pools() == ["tenants/acme/40-ipaddresspool-acme.yaml"])
        let first = try await promote(fixture)
        #expect(pools() == [])
        #expect(first.waits.map(\.reason) == ["203.0.113.0 leaves tenants/acme/40-ipaddresspool-acme.yaml first"])
        #expect(try await promote(fixture).waits.map(\.tenant) == ["blue"])
        #expect(pools() == [])
        fixture.time.advance(.seconds(120))
        #expect(try await promote(fixture).waits == [])
        #expect(pools() == ["tenants/blue/40-ipaddresspool-blue.yaml"])
        #expect(base(fixture.upper)[folder: "tenants/blue"] == base(fixture.publisher)[folder: "tenants/blue"])
    }

    @Test("of a tenant that is promoted alone an address does not come before the tenant that has it there lets go")
    func moveAlone() async throws {
        let fixture = try await fixture()
        #expect(await fixture.call("PATCH", "/v1/pools/public", #"{"quarantineSeconds":0}"#).status == 200)
        for name in ["acme", "blue"] {
            try await fixture.create(name, Self.vrfLite.replacing(#""publicIPs":1"#, with: #""publicIPs":2"#))
        }
        let executor = fixture.executor(.manifests)
        #expect(await executor.round())
        _ = try await promote(fixture)
        #expect(await fixture.call("DELETE", "/v1/addresses/203.0.113.0").status == 200)
        let body = #"{"tenant":"blue","role":"load-balancer","addresses":["203.0.113.0"]}"#
        #expect(await fixture.call("POST", "/v1/addresses", body).status < 300)
        for _ in 0..<3 { #expect(await executor.round()) }
        func pools() -> [String] {
            base(fixture.upper).files.filter {
                $0.key.contains("ipaddresspool") && String(decoding: $0.value, as: UTF8.self).contains("203.0.113.0/32")
            }.keys.sorted()
        }
        for _ in 0..<2 {
            let waits = try await promote(fixture, "&tenant=blue").waits
            #expect(
                waits.map(\.reason) == [
                    "203.0.113.0 is still in tenants/acme/40-ipaddresspool-acme.yaml, which has to be promoted first"
                ])
            #expect(pools() == ["tenants/acme/40-ipaddresspool-acme.yaml"])
        }
        #expect(try await promote(fixture, "&tenant=acme").waits == [])
        #expect(pools() == [])
        #expect(try await promote(fixture, "&tenant=blue").waits == [])
        #expect(pools() == ["tenants/blue/40-ipaddresspool-blue.yaml"])
    }

    @Test(
        "a daemon that has just begun waits as long as what left before it began may need, and no longer",
        arguments: [(120, true), (121, false)])
    func restart(age: Int, waits: Bool) async throws {
        let fixture = try await fixture(phaseDelay: .seconds(120))
        try await fixture.create("acme", Self.vrfLite)
        #expect(await fixture.executor(.manifests).round())
        // Promoted by the daemon before.
        let before = Timestamp(microseconds: 1_800_000_000_000_000 - Int64(age) * 1_000_000)
        var tree = ManifestTree()
        tree["tenants/kustomization.yaml"] = Array("resources:\n- ../platform\n".utf8)
        fixture.upper.state.withLock {
            $0.base = tree
            $0.commits = [(tree, CommitMessage(subject: "", trailers: [], time: before))]
        }
        #expect(try await promote(fixture).waits.map(\.tenant) == (waits ? ["acme"] : []))
        fixture.time.advance(.seconds(120))
        #expect(try await promote(fixture).waits == [])
        #expect(numbers(fixture.upper) == numbers(fixture.publisher))
    }

    @Test("what is not published, not ours or not live where it comes from is not promoted")
    func refusals() async throws {
        let cluster = FixedCluster()
        let fixture = try await fixture(
            live: LiveSources(cluster: cluster, wanted: { ManifestRenderer(settings: $2).wanted($0, $1) }))
        #expect(await fixture.call("POST", Self.promote).problem?.detail.contains("nothing is published there") == true)
        try await fixture.create("acme", Self.hostVRF)
        let pending = await fixture.call("POST", Self.promote)
        #expect(pending.status == 422 && pending.problem?.code == "promotion.not-ready")
        #expect(
            pending.problem?.detail
                == "cannot promote from environment staging: tenant acme is not published: it is pending")
        #expect(pending.problem?.hint == "tenancyctl tenant status acme")
        #expect(await fixture.executor(.manifests).round())
        #expect(await fixture.executor(.kernel).round())
        let dead = await fixture.call("POST", Self.promote)
        #expect(dead.problem?.detail.contains("tenant acme is not live: applied:") == true, "\(dead.text)")
        fixture.publisher.state.withLock { $0.foreign = ["tenants/acme/tenant.json"] }
        cluster.apply(base(fixture.publisher))
        let foreign = await fixture.call("POST", Self.promote)
        #expect(
            foreign.problem?.detail.contains("somebody else wrote tenants/acme/tenant.json") == true, "\(foreign.text)")
        #expect(fixture.upper.state.withLock { $0.commits.isEmpty })

        for (query, status) in [
            ("", 400), ("?to=staging", 422), ("?to=qa", 404), ("?to=UPPER", 400), ("?to=prod&from=prod", 422),
            ("?to=prod&from=x", 404), ("?to=prod&tenant=a_b", 400), ("?to=prod&dryRun=maybe", 400),
        ] {
            let answer = await fixture.call("POST", "/v1/manifests/promote\(query)")
            #expect(answer.status == status, "\(query): \(answer.text)")
        }
        #expect(await fixture.call("POST", Self.promote, as: .read).status == 403)
        #expect(await fixture.call("GET", "/v1/manifests/promote").status == 405)
    }

    @Test("foreign edits where it goes to stop it, until they are taken over")
    func takeOver() async throws {
        let fixture = try await fixture()
        try await fixture.create("acme", Self.hostVRF)
        #expect(await fixture.executor(.manifests).round())
        fixture.upper.state.withLock { $0.foreign = ["tenants/acme/tenant.json"] }
        #expect(await fixture.call("POST", Self.promote).status >= 400)
        #expect(try await promote(fixture, "&takeOver=true").takenOver == ["tenants/acme/tenant.json"])
    }

    @Test("without environments there is nothing to promote to, and the list is empty")
    func none() async throws {
        let fixture = try await Fixture()
        let listed: ObjectList<EnvironmentObject> = try await fixture.call("GET", "/v1/manifests/environments")
            .decoded()
        #expect(listed.items == [])
        let answer = await fixture.call("POST", Self.promote)
        #expect(answer.status == 404 && answer.problem?.detail == "no environment prod: there are none")
    }
}
