// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import Synchronization
internal import TenancyCore

/// Keeps what is known of one collection as it is in the cluster: a list, then a watch from its version, again and again.
///
/// A watch that breaks off goes on from the last version that was seen. A version that the server has forgotten (410) means a new list.
struct ResourceFollower: Sendable {
    let resource: WatchedResource
    let client: ClusterClient
    let cache: ClusterCache
    let clock: any Clock<Duration>
    /// 0 to 1, by chance.
    let chance: @Sendable () -> Double

    /// After how long it is looked whether the cluster has got a kind that it did not have.
    static let absentRetry = Duration.seconds(300)

    /// How a watch ended.
    private struct Watched {
        /// The last version that was seen; nil when the server has forgotten it.
        var version: String?
        /// Whether the server accepted the watch.
        var hasBegun = false
        var error: ClusterError?
    }

    /// Runs until the task is cancelled.
    func run() async {
        var backoff = Backoff()
        var version: String?
        while !Task.isCancelled {
            let start: String
            do throws(ClusterError) {
                if let version { start = version } else { start = try await list() }
            } catch {
                await rest(report(error), &backoff, error)
                continue
            }
            let began = ContinuousClock.now
            let watched = await watch(from: start)
            version = watched.version
            // Only what lasts counts as working: a server that ends each watch at once must not be asked in a loop, whatever it says before.
            let lasted = ContinuousClock.now - began
            if lasted > .seconds(5) { backoff.reset() }
            if let error = watched.error {
                await rest(watched.hasBegun ? nil : report(error), &backoff, error)
            } else if lasted < .seconds(1) {
                await rest(nil, &backoff, nil)
            }
        }
    }

    private func rest(_ fixed: Duration?, _ backoff: inout Backoff, _ error: ClusterError?) async {
        try? await clock.sleep(for: fixed ?? backoff.next(atLeast: error?.retryAfter, chance: chance()))
    }

    /// Notes why the collection cannot be followed. Returns a wait that is not a question of failures.
    private func report(_ error: ClusterError) -> Duration? {
        switch error.reason {
        case .cancelled, .gone: return nil
        case .notFound:
            note(.absent)
            return Self.absentRetry
        default:
            note(.failed(error.message, hint: error.hint))
            return nil
        }
    }

    private func note(_ knowledge: ClusterView.Knowledge) {
        cache.update { view in
            guard view.knowledge(of: resource.kind) != knowledge else { return false }
            view.note(knowledge, of: resource.kind)
            return true
        }
    }

    /// Lists everything and puts it in the place of what was known. Returns the list's version.
    private func list() async throws(ClusterError) -> String {
        let found = Mutex<[ObjectIdentity: ObservedObject]>([:])
        let version = try await client.list(resource.path, resource.query, resource.selection) {
            found.withLock { $0 = [:] }
        } each: { node in
            guard let object = resource.observe(node) else { return }
            found.withLock { $0[object.identity] = object }
        }
        let objects = found.withLock { $0 }
        cache.update { view in
            view.replace(resource.kind, with: objects)
            return true
        }
        return version
    }

    private func watch(from version: String) async -> Watched {
        let state = Mutex(Watched(version: version))
        do throws(ClusterError) {
            try await client.watch(resource.path, resource.query, from: version, resource.selection) {
                state.withLock { $0.hasBegun = true }
                // It works again; what was missed comes first.
                note(.followed)
            } each: { event in
                let seen = take(event)
                return state.withLock { state in
                    switch seen {
                    case .success(let version): state.version = version ?? state.version
                    // Whatever else it says is of no use.
                    case .failure(let error): state.error = error
                    }
                    return state.error == nil
                }
            }
        } catch {
            state.withLock { $0.error = $0.error ?? error }
        }
        return state.withLock { state in
            if state.error?.reason == .gone { state.version = nil }
            return state
        }
    }

    /// Takes an event. Returns the version that it brings, or what the server says in its place.
    private func take(_ event: JSONNode) -> Result<String?, ClusterError> {
        guard let object = event["object"] else { return .success(nil) }
        switch event.text("type") {
        case "ADDED", "MODIFIED":
            guard set(resource.observe(object), at: resource.identity(of: object)) else {
                return .failure(ClusterError(.gone, "\(resource.path) has more than \(client.limits.objects) objects"))
            }
        case "DELETED": set(nil, at: resource.identity(of: object))
        case "ERROR":
            let isForgotten = ["Expired", "Gone"].contains(object.text("reason"))
            return .failure(
                ClusterError(
                    status: isForgotten ? 410 : object.text("code").flatMap { Int($0) } ?? 500,
                    words: object.text("message") ?? object.text("reason"), retryAfter: nil, path: resource.path,
                    server: "the cluster"))
        default: break
        }
        return .success(object["metadata"]?.text("resourceVersion"))
    }

    /// Returns whether there was room for it.
    @discardableResult
    private func set(_ object: ObservedObject?, at identity: ObjectIdentity?) -> Bool {
        guard let identity else { return true }
        var hasRoom = true
        cache.update { view in
            guard view[identity] != object else { return false }
            hasRoom = object == nil || view[identity] != nil || view.all(resource.kind).count < client.limits.objects
            guard hasRoom else { return false }
            view[identity] = object
            return true
        }
        return hasRoom
    }
}
