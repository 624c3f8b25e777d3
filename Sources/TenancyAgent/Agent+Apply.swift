// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import TenancyAPI
import TenancyCore

extension ApplyRequest {
    private static let kinds: Set = ["Pool", "Tenant", "Network", "Leak"]

    /// The documents of a request's body: a list of items.
    ///
    /// - Throws: `TenancyError` with the document that is wrong.
    init(_ body: [UInt8], pruned: [String: String]?) throws {
        let heads = try? JSON.decode(DocumentList<DocumentObject.Head>.self, from: body)
        for (index, item) in (heads?.items ?? []).enumerated() {
            switch item.kind {
            case let kind? where Self.kinds.contains(kind): continue
            case let kind?:
                throw TenancyError(
                    .unsupported, "document \(index + 1): kind \(kind.prefix(40)) is no kind that can be applied",
                    field: "kind", hint: "kinds are Pool, Tenant, Network and Leak")
            case nil:
                throw TenancyError(.invalid, "document \(index + 1): it has no kind", field: "kind")
            }
        }
        let list = try JSONDocument.decode(DocumentList<DocumentObject>.self, kind: "list", from: body)
        guard !list.items.isEmpty || pruned != nil else { throw TenancyError(.invalid, "items: there is no document") }
        let documents = try list.items.enumerated().map { index, item -> Document in
            do {
                switch item {
                case .pool(let object): return .pool(try PoolRequest(object))
                case .tenant(let object): return .tenant(try TenantRequest(object))
                case .network(let object): return .network(try NetworkRequest(object))
                case .leak(let object): return .leak(try LeakRequest(object))
                }
            } catch let error as TenancyError {
                throw TenancyError(
                    error.code, "document \(index + 1): \(error.message)", field: error.field, hint: error.hint)
            }
        }
        self.init(documents, pruned: pruned)
    }
}

extension APIRequest {
    /// The labels in `prune=KEY=VALUE,…`; `nil` when nothing shall go.
    func pruned() throws -> [String: String]? {
        guard let text = value("prune") else { return nil }
        var labels: [String: String] = [:]
        for pair in text.split(separator: ",") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, !parts[0].isEmpty else {
                throw TenancyError(.invalid, "prune: '\(pair.prefix(64))' is not KEY=VALUE", field: "prune")
            }
            labels[String(parts[0])] = String(parts[1])
        }
        return labels
    }
}
