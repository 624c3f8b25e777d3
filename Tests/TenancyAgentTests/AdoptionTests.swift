// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import TenancyAPI
import TenancyAgent
import TenancyCore
import TenancyCluster
import APIServerFixture
import Synchronization
import Testing

@Suite("Namespaces of somebody else", .serialized, .timeLimit(.minutes(5)))
struct AdoptionTests {
    private static let spec = """
        {"connectivity":"vrf-lite","cidrs":["10.1.0.0/16"],"publicIPs":1,"namespaces":["shop"],"uplink":"eno1",\
        "options":{"adoptNamespaces":true}}
        """

    /// What the owner does.
    private func own(_ made: LiveFixture, labels: String) {
        made.api.put(
            LiveFixture.path(.namespace), "shop", #"{"metadata":{"name":"shop","labels":{\#(labels)}}}"#)
    }

    private func finding(_ made: LiveFixture) async throws -> DoctorObject.Check? {
        let doctor: DoctorObject = try await made.base.call("GET", "/v1/doctor").decoded()
        return doctor.checks.first { $0.name == "namespaces" }
    }

    @Test("a namespace is never ours, and status and doctor say whether its owner gave it the label at its creation")
    func labels() async throws {
        let made = try await LiveFixture()
        try await made.base.create("acme", Self.spec)
        await made.work()
        let tree = try #require(made.base.publisher.state.withLock { $0.commits.last?.tree })
        #expect(!tree.paths.contains { $0.contains("-namespace-") } && !tree[folder: "tenants/acme"].isEmpty)
        try await made.apply("acme")
        let waiting = try await made.chain(of: "acme") { $0.links[2].object == "Namespace shop" }
        #expect(waiting.links[2].state == "waiting" && waiting.broken == "applied")
        let label = "k8s.ovn.org/primary-user-defined-network"
        #expect(waiting.links[2].message == "its owner has to make it with the label \(label): \"\"")
        #expect(try await finding(made)?.result == "ok")

        own(made, labels: #""\#(label)-not":"""#)
        let failed = try await made.chain(of: "acme") { $0.links[2].state == "failed" }
        #expect(failed.links[2].message.hasPrefix("it was made without the label \(label), which counts only"))
        #expect(failed.links[2].next == "kubectl get namespace shop --show-labels")
        let wrong = try #require(try await finding(made))
        #expect(wrong.result == "warning" && wrong.evidence == "without the label \(label): shop")

        own(made, labels: #""\#(label)":"""#)
        _ = try await made.chain(of: "acme") { $0.links[2].state == "done" }
        #expect(try await finding(made)?.result == "ok")
        let sheet: SheetObject = try await made.base.call("GET", "/v1/tenants/acme/sheet").decoded()
        #expect(
            sheet.notes["acme"]?.contains {
                $0.hasPrefix(
                    "Somebody else makes the namespaces shop, with the label \(label): \"\" from the beginning")
            } == true)
        await made.stop()
    }
}
