// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Synchronization
import TenancyCore

/// A cluster that has what a test applied to it, as it stands in the files.
final class FixedCluster: ClusterReader {
    private let state = Mutex<(view: ClusterView, failure: String?)>((ClusterView(), nil))

    init() {
        state.withLock { state in for kind in ObjectKind.allCases { state.view.replace(kind, with: [:]) } }
    }

    /// Does what Argo CD does with a revision: applies what is there and prunes the rest, but not of the kinds that hang.
    func apply(_ tree: ManifestTree, hanging: Set<ObjectKind> = []) {
        var objects: [ObjectKind: [ObjectIdentity: ObservedObject]] = [:]
        for (path, bytes) in tree.files where path.hasSuffix(".yaml") {
            guard let object = Self.object(String(decoding: bytes, as: UTF8.self)) else { continue }
            objects[object.identity.kind, default: [:]][object.identity] = object
        }
        state.withLock { state in
            for kind in ObjectKind.allCases where !hanging.contains(kind) {
                state.view.replace(kind, with: objects[kind] ?? [:])
            }
        }
    }

    func fail(_ message: String?) { state.withLock { $0.failure = message } }

    private static func object(_ text: String) -> ObservedObject? {
        let lines = text.split(separator: "\n").map { $0.trimmingPrefix(while: \.isWhitespace) }
        func value(_ key: String) -> String? {
            lines.first { $0.hasPrefix("\(key): ") }.map { $0.dropFirst(key.count + 2).filter { $0 != "\"" } }
        }
        guard let kind = value("kind").flatMap(ObjectKind.init(rawValue:)), let name = value("name") else { return nil }
        let list = lines.drop { $0 != "addresses:" && $0 != "egressIPs:" }.dropFirst().prefix { $0.hasPrefix("- ") }
        return ObservedObject(
            identity: ObjectIdentity(kind, namespace: value("namespace"), name: name),
            digest: value("tenancy.dev/digest").map { String($0.dropFirst("sha256:".count)) },
            tenant: value("tenancy.dev/tenant"),
            detail: .addresses(list.map { $0.dropFirst(2).filter { $0 != "\"" } }))
    }

    func view() -> ClusterView {
        state.withLock { state in
            var view = state.view
            if let failure = state.failure { view.note(.failed(failure, hint: nil), of: .namespace) }
            return view
        }
    }

    func follow(_ look: @escaping @Sendable () -> Void) async {}
    func occupants(of tenant: Tenant) async throws -> [Blocker] { [] }
    func examine(_ settings: ClusterSettings) async -> [Finding] { [] }
}
