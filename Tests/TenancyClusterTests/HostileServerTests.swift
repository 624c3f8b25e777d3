// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import APIServerFixture
import Synchronization
import TenancyCore
import Testing

@testable import TenancyCluster

/// What a server must not make of a reader: a busy one, an endless one, a large one.
@Suite("A server that means no good", .timeLimit(.minutes(5)))
struct HostileServerTests {
    private typealias Made = TestCluster

    private func isGood(_ view: ClusterView) -> Bool { view[Made.cudn]?.verdict == .good }
    private func good() -> String { Made.object("X", "acme-g1", status: Made.created("True")) }

    @Test("watches that end at once, with an event in each, are not asked for in a loop")
    func restlessWatch() async throws {
        let clock = FastClock()
        let made = try TestCluster(paths: [Made.cudns], clock: clock)
        made.api.put(Made.cudns, "acme-g1", good())
        made.api.fail(
            "watch=true", times: 15,
            .garbage(#"{"type":"BOOKMARK","object":{"metadata":{"resourceVersion":"101"}}}"#))
        made.start()
        await made.waits(until: isGood)
        made.api.put(Made.cudns, "b-g1", Made.object("X", "b-g1"))
        await made.waits { $0.all(.clusterUserDefinedNetwork).count == 2 }
        // Kinds that are absent sleep once each.
        #expect(clock.sleeps.withLock { $0 } >= 15 + WatchedResource.all.count - 1)
        await made.stop()
    }

    @Test("a list whose pages never end is given up and tried again later")
    func endlessPages() async throws {
        let made = try TestCluster(paths: [Made.pools]) { limits in
            limits.page = 1
            limits.pages = 3
        }
        for number in 1...5 { made.api.put(Made.pools, "p\(number)", Made.object("X", "p\(number)")) }
        made.start()
        await made.waits { $0.failure?.message.contains("does not end after 3 pages") == true }
        made.api.remove(Made.pools, "p1")
        made.api.remove(Made.pools, "p2")
        await made.waits { $0.all(.ipAddressPool).count == 3 && $0.failure == nil }
        await made.stop()
    }

    @Test("a list without pages whose continuation expires again is no reason to go round in circles")
    func expiresAgain() async throws {
        let made = try TestCluster(paths: [Made.pools]) { $0.page = 1 }
        for number in 1...3 { made.api.put(Made.pools, "p\(number)", Made.object("X", "p\(number)")) }
        let more = #"{"metadata":{"resourceVersion":"1","continue":"x"},"items":[]}"#
        made.api.fail("\(Made.pools)?", times: 1, .garbage(more))
        made.api.fail("continue=x", times: 2, .answer(410))
        made.api.fail("\(Made.pools)?", times: 1, .garbage(more))
        made.start()
        await made.waits { $0.all(.ipAddressPool).count == 3 }
        await made.stop()
    }

    @Test("more objects than are kept are a failure, whether a list brings them or a watch")
    func tooMany() async throws {
        let made = try TestCluster(paths: [Made.pools]) { $0.objects = 3 }
        for number in 1...3 { made.api.put(Made.pools, "p\(number)", Made.object("X", "p\(number)")) }
        made.start()
        await made.waits { $0.all(.ipAddressPool).count == 3 }
        made.api.put(Made.pools, "p4", Made.object("X", "p4"))
        await made.waits { $0.failure?.message.contains("more than 3 objects") == true }
        #expect(made.cluster.view().all(.ipAddressPool).count <= 3)
        made.api.remove(Made.pools, "p2")
        await made.waits { $0.failure == nil && $0.all(.ipAddressPool).count == 3 }
        await made.stop()
    }

    @Test("a watch that says 'expired' without a number means a new list as well, also when it does not end")
    func expiredWithoutCode() async throws {
        let made = try TestCluster(paths: [Made.cudns])
        made.api.put(Made.cudns, "acme-g1", good())
        made.api.fail(
            "watch=true", times: 1, .stalled(#"{"type":"ERROR","object":{"kind":"Status","reason":"Expired"}}"#))
        made.start()
        await made.waits(until: isGood)
        made.api.put(Made.cudns, "b-g1", Made.object("X", "b-g1"))
        await made.waits { $0.all(.clusterUserDefinedNetwork).count == 2 }
        #expect(made.api.requests.filter { $0.hasPrefix("\(Made.cudns)?") && !$0.contains("watch") }.count == 2)
        await made.stop()
    }

    @Test(
        "an object that is huge or deep where it is read is a failure, and where it is not read it is none",
        arguments: [("annotations", true), ("managedFields", false)])
    func monsters(field: String, isRead: Bool) async throws {
        let made = try TestCluster(paths: [Made.pools])
        let deep = String(repeating: "[", count: 100_000) + String(repeating: "]", count: 100_000)
        let long = String(repeating: "x", count: 3 << 20)
        for (name, value) in [("deep", deep), ("long", "\"\(long)\"")] {
            made.api.put(
                Made.pools, name, #"{"metadata":{"name":"\#(name)","\#(field)":{"tenancy.dev/digest":\#(value)}}}"#)
        }
        made.start()
        if isRead {
            await made.waits { $0.failure?.message.contains("nested too deep") == true }
            made.api.remove(Made.pools, "deep")
            await made.waits { $0.failure?.message.contains("larger than") == true }
        } else {
            await made.waits { $0.all(.ipAddressPool).count == 2 }
        }
        await made.stop()
    }

    @Test("an authority that is replaced is taken up, and so is the certificate that it signs")
    func authorityRotation() async throws {
        let made = try TestCluster(paths: [Made.cudns])
        made.start()
        await made.waits { $0.isComplete }
        let next = TestAuthority(name: "The next authority")
        made.api.identify(as: next.issue())
        await made.waits { $0.failure?.message.contains("not trusted") == true }
        _ = made.folder.write("ca.crt", String(decoding: next.pem, as: UTF8.self))
        made.api.put(Made.cudns, "acme-g1", good())
        await made.waits(until: isGood)
        await made.stop()
    }

    @Test("a certificate that is not valid yet is a question of clocks")
    func earlyCertificate() async throws {
        let made = try TestCluster(paths: [Made.cudns])
        made.api.identify(as: made.api.authority.issue(from: 3600, to: 7200))
        made.start()
        await made.waits { $0.failure?.message.contains("not yet valid") == true }
        #expect(made.cluster.view().failure?.hint?.contains("compare the clocks") == true)
        await made.stop()
    }

    @Test("who stops reading is not held up by a server that is silent")
    func cancels() async throws {
        // Of itself no request would end before this test has failed by its time limit.
        let made = try TestCluster(paths: [Made.cudns]) { limits in
            limits.silence = .seconds(3600)
            limits.list = .seconds(3600)
        }
        made.api.fail("/", times: .max, .silence)
        made.start()
        while made.api.requests.isEmpty { try await Task.sleep(for: .milliseconds(10)) }
        await made.cancel()
        await made.stop()
    }

    @Test("a question with many requests ends after its time, however slow each answer is")
    func slowQuestion() async throws {
        let made = try TestCluster(paths: [Made.cudns]) { $0.question = .milliseconds(500) }
        made.api.fail("/", times: .max, .silence)
        let tenant = Tenant(
            name: try TenantName("acme"), labels: [:], created: Timestamp(microseconds: 0),
            networks: [
                Network(
                    key: try NetworkKey("acme"), tenant: try TenantName("acme"),
                    spec: NetworkSpec(
                        connectivity: .hostVRF, generation: 1, namespaces: [try NamespaceName("acme")],
                        uplinkParent: nil, gateways: [], announcement: .l2, bgp: nil), allocations: [])
            ])
        let error = await #expect(throws: TenancyError.self) { try await made.cluster.occupants(of: tenant) }
        #expect(error?.description.contains("within") == true, "\(error as Any)")
        await made.stop()
    }
}
