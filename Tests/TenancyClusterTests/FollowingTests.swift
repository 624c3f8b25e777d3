// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import APIServerFixture
import TenancyCore
import Testing

@testable import TenancyCluster

/// What a reader survives. Each test ends when the reader knows what it should; the time limit ends one that never does.
@Suite("Following a cluster", .timeLimit(.minutes(5)))
struct FollowingTests {
    private typealias Made = TestCluster

    private func isGood(_ view: ClusterView) -> Bool { view[Made.cudn]?.verdict == .good }

    @Test("what is there is listed, and what happens is seen, in pages and by watches")
    func follows() async throws {
        let made = try TestCluster { $0.page = 2 }
        for number in 1...5 { made.api.put(Made.pools, "p\(number)", Made.object("IPAddressPool", "p\(number)")) }
        made.start()
        await made.waits { $0.isComplete && $0.count == 5 }
        #expect(made.api.requests.filter { $0.hasPrefix(Made.pools) && !$0.contains("watch") }.count == 3)
        made.api.put(Made.cudns, "acme-g1", Made.object("X", "acme-g1", status: Made.created("False", "overlaps")))
        await made.waits { $0[Made.cudn]?.verdict == .bad("NetworkCreated is False, R: overlaps") }
        made.api.put(Made.cudns, "acme-g1", Made.object("X", "acme-g1", status: Made.created("True")))
        await made.waits(until: isGood)
        made.api.remove(Made.cudns, "acme-g1")
        await made.waits { $0[Made.cudn] == nil }
        await made.stop()
    }

    @Test("a watch goes on from the last bookmark, and a forgotten version means a new list")
    func gone() async throws {
        let made = try TestCluster(paths: [Made.cudns]) { $0.watchSilence = .seconds(60) }
        made.start()
        await made.waits { $0.isComplete }
        made.api.put(Made.cudns, "acme-g1", Made.object("X", "acme-g1", status: Made.created("True")))
        await made.waits(until: isGood)
        made.api.bookmark()
        made.api.put(Made.cudns, "b-g1", Made.object("X", "b-g1"))
        await made.waits { $0.all(.clusterUserDefinedNetwork).count == 2 }
        made.api.cutAll()
        made.api.put(Made.cudns, "c-g1", Made.object("X", "c-g1"))
        await made.waits { $0.all(.clusterUserDefinedNetwork).count == 3 }
        #expect(made.api.requests.filter { $0.contains("resourceVersion=103") }.count == 1)
        // What happens while nobody watches is forgotten by the server.
        made.api.fail("watch=true", times: 2, .answer(500))
        made.api.cutAll()
        made.api.remove(Made.cudns, "acme-g1")
        made.api.compact()
        await made.waits { $0[Made.cudn] == nil }
        await made.stop()
    }

    @Test(
        "a failing answer is tried again until it works, and is told meanwhile",
        arguments: [
            Fault.answer(429, headers: ["Retry-After": "1"]), .answer(500), .answer(503), .answer(403), .answer(401),
            .cut(after: 10), .halfClosed(after: 10), .garbage("<html>"), .garbage("{\"items\":["),
            .answer(302, headers: ["Location": "https://127.0.0.1:1/"]), .silence, .headOnly,
        ])
    func survives(fault: Fault) async throws {
        let made = try TestCluster(paths: [Made.cudns]) { limits in
            limits.silence = .milliseconds(500)
            limits.list = .milliseconds(900)
        }
        made.api.put(Made.cudns, "acme-g1", Made.object("X", "acme-g1", status: Made.created("True")))
        made.api.fail("\(Made.cudns)?", times: 2, fault)
        made.start()
        await made.waits { $0.failure != nil }
        let message = made.cluster.view().failure?.message ?? ""
        #expect(!message.contains("s3cret"))
        await made.waits { isGood($0) && $0.failure == nil }
        await made.stop()
    }

    @Test("a slow answer is no failure as long as something comes")
    func slow() async throws {
        let made = try TestCluster(paths: [Made.cudns]) { $0.silence = .seconds(2) }
        made.api.put(Made.cudns, "acme-g1", Made.object("X", "acme-g1", status: Made.created("True")))
        made.api.fail("\(Made.cudns)?", times: 1, .slow(bytes: 12, milliseconds: 100))
        made.start()
        await made.waits(until: isGood)
        #expect(made.api.requests.filter { $0.hasPrefix(Made.cudns) && !$0.contains("watch") }.count == 1)
        await made.stop()
    }

    @Test("a watch that goes silent is given up and taken up again")
    func silentWatch() async throws {
        let made = try TestCluster(paths: [Made.cudns]) { $0.watchSilence = .milliseconds(400) }
        made.api.fail("watch=true", times: 1, .headOnly)
        made.start()
        await made.waits { $0.isComplete }
        made.api.put(Made.cudns, "acme-g1", Made.object("X", "acme-g1", status: Made.created("True")))
        await made.waits(until: isGood)
        await made.stop()
    }

    @Test("a continuation that has expired begins the list anew")
    func expiredContinuation() async throws {
        let made = try TestCluster(paths: [Made.pools]) { $0.page = 2 }
        for number in 1...5 { made.api.put(Made.pools, "p\(number)", Made.object("IPAddressPool", "p\(number)")) }
        made.api.fail("continue=", times: 1, .answer(410))
        made.start()
        await made.waits { $0.count == 5 }
        await made.stop()
    }

    @Test("a token that is replaced is taken up")
    func rotation() async throws {
        let made = try TestCluster(paths: [Made.cudns])
        made.start()
        await made.waits { $0.isComplete }
        made.api.accept(tokens: "n3w")
        made.api.cutAll()
        made.api.put(Made.cudns, "acme-g1", Made.object("X", "acme-g1", status: Made.created("True")))
        await made.waits { $0.failure?.message.contains("401") == true }
        _ = made.folder.write("token", "n3w")
        await made.waits(until: isGood)
        await made.stop()
    }

    @Test("a certificate that has expired is said so, and a new one is taken up")
    func expiredCertificate() async throws {
        let made = try TestCluster(paths: [Made.cudns])
        made.api.identify(as: made.api.authority.issue(from: -7200, to: -3600))
        made.start()
        await made.waits { $0.failure?.message.contains("expired") == true }
        #expect(made.cluster.view().failure?.hint == "renew the certificate that has expired")
        made.api.identify(as: made.api.authority.issue())
        await made.waits { $0.knowledge(of: .clusterUserDefinedNetwork) == .followed }
        await made.stop()
    }

    @Test("kinds that the cluster does not have are absent, and nothing is missing for it")
    func absent() async throws {
        let made = try TestCluster(paths: [Made.cudns])
        made.start()
        await made.waits { $0.isComplete }
        #expect(made.cluster.view().failure == nil)
        #expect(made.cluster.view().knowledge(of: .ipAddressPool) == .absent)
        await made.stop()
    }

    @Test("a list of 100 MB is read, whether it comes in pages or not", arguments: [true, false])
    func large(honoursLimit: Bool) async throws {
        let made = try TestCluster(paths: [Made.cudns])
        let padding = String(repeating: "x", count: 100_000)
        made.api.generate(Made.pools, count: 1000, honoursLimit: honoursLimit) { number in
            #"{"metadata":{"name":"p\#(number)","managedFields":"\#(padding)","annotations":{"tenancy.dev/digest":"sha256:x"}}}"#
        }
        made.start()
        await made.waits { $0.all(.ipAddressPool).count == 1000 }
        await made.stop()
    }
}
