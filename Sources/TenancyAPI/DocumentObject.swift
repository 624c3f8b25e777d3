// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// A document that can be applied, told by its kind.
package enum DocumentObject: Sendable, Equatable, Codable {
    case pool(PoolObject)
    case tenant(TenantObject)
    case network(NetworkDocument)
    case leak(LeakObject)

    /// What every document has.
    package struct Head: Sendable, Codable {
        package let kind: String?
    }

    /// - Throws: `DecodingError` for another kind, and for what is none of its kind.
    package init(from decoder: any Decoder) throws {
        switch try Head(from: decoder).kind {
        case "Pool": self = .pool(try PoolObject(from: decoder))
        case "Tenant": self = .tenant(try TenantObject(from: decoder))
        case "Network": self = .network(try NetworkDocument(from: decoder))
        case "Leak": self = .leak(try LeakObject(from: decoder))
        default:
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "none of Pool, Tenant, Network and Leak"))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        switch self {
        case .pool(let object): try object.encode(to: encoder)
        case .tenant(let object): try object.encode(to: encoder)
        case .network(let object): try object.encode(to: encoder)
        case .leak(let object): try object.encode(to: encoder)
        }
    }
}

/// Documents that the plan shall match.
package struct DocumentList<Item: Sendable & Codable>: Sendable, Codable {
    package let apiVersion: String?
    package let kind: String?
    package let items: [Item]
}
