// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import TenancyAPI
import TenancyCore

extension Agent {
    /// The manifests of the plan, or those of one tenant, without publishing anything.
    func manifests(of name: TenantName?) async throws -> ManifestsObject {
        let snapshot = try await store.snapshot()
        let tree = try render(snapshot, settings.cluster)
        guard let name else { return ManifestsObject(revision: snapshot.revision, tree) }
        _ = try await tenant(name)
        var part = ManifestTree()
        part[folder: "tenants/\(name)"] = tree[folder: "tenants/\(name)"]
        return ManifestsObject(revision: snapshot.revision, part)
    }

    /// Publishes the manifests now, in the name of whoever asks for it; the executor then finds them there.
    ///
    /// - Parameter takingOver: whether what somebody else wrote at our paths is replaced.
    func publishManifests(_ context: RequestContext, takingOver: Bool) async throws -> PublicationObject {
        guard let manifests else { throw TenancyError(.notFound, "no manifests are published here") }
        let snapshot = try await store.snapshot()
        var trailers = [
            CommitMessage.Trailer("Tenancy-Revision", "\(snapshot.revision)"), .init("Tenancy-Actor", context.actor),
        ]
        if !context.reason.isEmpty { trailers.append(.init("Tenancy-Reason", context.reason)) }
        let message = CommitMessage(
            subject: takingOver ? "take over revision \(snapshot.revision)" : "publish revision \(snapshot.revision)",
            trailers: trailers, time: context.now)
        let (report, _) = try await manifests.publish(snapshot, message: message, takingOver: takingOver)
        wakeups[.manifests]?.advance()
        return PublicationObject(revision: snapshot.revision, report)
    }
}
