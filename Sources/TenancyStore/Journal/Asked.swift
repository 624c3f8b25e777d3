// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import TenancyCore

/// What a revision asks of the executors: a network's key of the kernel, a tenant's name of the manifests; each once, in order.
struct Asked {
    let objects: [(target: OutboxTarget, object: String)]

    init(networks: [NetworkKey], tenants: [TenantName]) {
        objects =
            Self.unique(networks.map(\.description)).map { (.kernel, $0) }
            + Self.unique(tenants.map(\.description)).map { (.manifests, $0) }
    }

    /// Reads what `text` wrote.
    ///
    /// - Throws: `TenancyError` with code `store.damaged`.
    init(text: String) throws {
        objects = try text.split(separator: " ").map { part in
            let pair = part.split(separator: "/", maxSplits: 1)
            guard pair.count == 2, let target = OutboxTarget(rawValue: String(pair[0])) else {
                throw TenancyError(.storeDamaged, "cannot read what the journal asks for: '\(part)'")
            }
            return (target, String(pair[1]))
        }
    }

    /// As it stands in the journal: `kernel/acme manifests/acme`. Names have neither spaces nor slashes.
    var text: String { objects.map { "\($0.target.rawValue)/\($0.object)" }.joined(separator: " ") }

    /// The tenants that it is about.
    var tenants: [String] { objects.filter { $0.target == .manifests }.map(\.object) }

    private static func unique(_ names: [String]) -> [String] {
        names.count < 2 ? names : Set(names).sorted()
    }
}
