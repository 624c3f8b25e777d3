// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import APIServerFixture
import Foundation
import Synchronization
import TenancyCore
import Testing

@testable import TenancyCluster

/// A scripted API server with a reader that follows it.
final class TestCluster: Sendable {
    let api: ScriptedAPI
    let cluster: KubernetesCluster
    let folder = TestFolder()
    private let changes = Mutex<(count: Int, waiters: [CheckedContinuation<Void, Never>])>((0, []))
    private let task = Mutex<Task<Void, Never>?>(nil)

    static let cudns = "/apis/k8s.ovn.org/v1/clusteruserdefinednetworks"
    static let pools = "/apis/metallb.io/v1beta1/ipaddresspools"

    /// - Parameter paths: The collections that the server has; all that are followed unless given.
    init(
        paths: [String] = WatchedResource.all.map(\.path), token: String = "s3cret",
        clock: any Clock<Duration> = FastClock(), now: Timestamp? = nil,
        _ change: (inout ClusterClient.Limits) -> Void = { _ in }
    ) throws {
        api = ScriptedAPI(paths)
        api.accept(tokens: token)
        _ = folder.write("token", token)
        _ = folder.write("ca.crt", String(decoding: api.authority.pem, as: UTF8.self))
        var limits = ClusterClient.Limits()
        limits.connect = .seconds(5)
        change(&limits)
        cluster = try KubernetesCluster(
            .serviceAccount(folder.path, server: api.url), clock: clock,
            now: { now ?? Timestamp(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000)) }, limits: limits)
    }

    /// Begins to follow.
    func start() {
        let cluster = cluster
        let look: @Sendable () -> Void = { [weak self] in self?.changed() }
        task.withLock { $0 = Task { await cluster.follow(look) } }
    }

    func stop() async {
        api.stop()
        await cancel()
    }

    /// Ends the following alone.
    func cancel() async {
        let task = task.withLock { $0.take() }
        task?.cancel()
        await task?.value
    }

    private func changed() {
        let waiters = changes.withLock { state in
            state.count += 1
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.resume() }
    }

    /// Waits until what is known is as a test expects it. After a minute the test has failed and goes on: nobody waits without an end.
    func waits(_ location: SourceLocation = #_sourceLocation, until isReached: (ClusterView) -> Bool) async {
        let end = ContinuousClock.now + .seconds(60)
        let alarm = Task { [weak self] in
            try? await Task.sleep(until: end)
            self?.changed()
        }
        defer { alarm.cancel() }
        while true {
            let seen = changes.withLock { $0.count }
            if isReached(cluster.view()) { return }
            guard ContinuousClock.now < end else {
                Issue.record("not reached within a minute", sourceLocation: location)
                return
            }
            await withCheckedContinuation { continuation in
                let isNew = changes.withLock { state in
                    if state.count > seen { return true }
                    state.waiters.append(continuation)
                    return false
                }
                if isNew { continuation.resume() }
            }
        }
    }

    static func object(_ kind: String, _ name: String, digest: String = "d1", status: String = "") -> String {
        #"{"apiVersion":"v1","kind":"\#(kind)","metadata":{"name":"\#(name)","annotations":{"tenancy.dev/digest":"sha256:\#(digest)","tenancy.dev/tenant":"acme"}}\#(status.isEmpty ? "" : ",\"status\":\(status)")}"#
    }

    static func created(_ status: String, _ message: String = "") -> String {
        #"{"conditions":[{"type":"NetworkCreated","status":"\#(status)","reason":"R","message":"\#(message)"}]}"#
    }

    static let cudn = ObjectIdentity(.clusterUserDefinedNetwork, name: "acme-g1")
}

/// A clock on which a second takes ten milliseconds, and which counts who sleeps.
final class FastClock: Clock {
    typealias Instant = ContinuousClock.Instant
    let sleeps = Mutex(0)
    var now: Instant { ContinuousClock.now }
    var minimumResolution: Duration { .zero }

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        sleeps.withLock { $0 += 1 }
        let now = ContinuousClock.now
        try await ContinuousClock().sleep(until: now + (deadline - now) / 100, tolerance: tolerance)
    }
}
