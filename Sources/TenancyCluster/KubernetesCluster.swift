// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import HTTPClient
package import TenancyCore

/// The cluster by its API server: everything that concerns tenants is followed, and nothing is ever written.
package struct KubernetesCluster: ClusterReader {
    /// How to get in.
    package enum Access: Sendable, Equatable {
        /// A kubeconfig with a token, a tokenFile or a client certificate.
        case kubeconfig(String)
        /// The folder that Kubernetes mounts for a service account, and the address of the server.
        case serviceAccount(String, server: String)
    }

    private let client: ClusterClient
    private let cache = ClusterCache()
    private let clock: any Clock<Duration>
    private let now: @Sendable () -> Timestamp

    /// - Parameter access: is read for each request, so that files may be replaced at any time.
    /// - Throws: `TenancyError` when there is no client to be had.
    package init(
        _ access: Access, clock: any Clock<Duration> = ContinuousClock(), now: @escaping @Sendable () -> Timestamp
    ) throws {
        try self.init(access, clock: clock, now: now, limits: ClusterClient.Limits())
    }

    init(
        _ access: Access, clock: any Clock<Duration>, now: @escaping @Sendable () -> Timestamp,
        limits: ClusterClient.Limits
    ) throws {
        do throws(HTTPClientError) {
            client = ClusterClient(http: try HTTPClient(), limits: limits) { () throws(ClusterError) in
                switch access {
                case .kubeconfig(let path): try ClusterAccess(kubeconfig: path)
                case .serviceAccount(let folder, let server):
                    try ClusterAccess(serviceAccount: folder, server: server)
                }
            }
        } catch {
            throw TenancyError(.internal, "cannot read the cluster", cause: "\(error)")
        }
        self.clock = clock
        self.now = now
    }

    package func view() -> ClusterView { cache.view }

    package func follow(_ look: @escaping @Sendable () -> Void) async {
        cache.tell(look)
        await withTaskGroup(of: Void.self) { group in
            for resource in WatchedResource.all {
                let follower = ResourceFollower(
                    resource: resource, client: client, cache: cache, clock: clock,
                    chance: { Double.random(in: 0...1) })
                group.addTask { await follower.run() }
            }
        }
    }

    package func occupants(of tenant: Tenant) async throws -> [Blocker] {
        do throws(ClusterError) {
            let search = OccupantSearch(client: client, tenant: tenant)
            return try await client.question { () async throws(ClusterError) in try await search.run() }
        } catch {
            throw error.answer
        }
    }

    package func examine(_ settings: ClusterSettings) async -> [Finding] {
        let examination = Examination(client: client, settings: settings, view: cache.view, now: now())
        do throws(ClusterError) {
            return try await client.question { () async throws(ClusterError) in await examination.run() }
        } catch {
            return [
                Finding("cluster", .failed, error.message, remedy: error.hint ?? "look at cluster in the configuration")
            ]
        }
    }
}
