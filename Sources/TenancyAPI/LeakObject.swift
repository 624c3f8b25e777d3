// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

package import TenancyCore

/// A way between the VRFs of two networks, or between two networks of the cluster.
package struct LeakObject: Sendable, Equatable, Codable {
    package struct Spec: Sendable, Equatable, Codable {
        /// The network that offers something.
        package let from: String
        /// The network that may use it.
        package let to: String
        /// Parts of the CIDRs of `from` that `to` reaches.
        package let prefixes: [String]
        /// Parts of the CIDRs of `to` that `from` reaches.
        package var returnPrefixes: [String]?
        /// Whether `from` reaches all CIDRs of `to`, instead of `returnPrefixes`; absent in answers.
        package var both: Bool?
        /// `pods`, `services` or both: what of the two whole networks meets, instead of prefixes, which are then all CIDRs in answers.
        package var connect: [String]?

        package init(
            from: String, to: String, prefixes: [String] = [], returnPrefixes: [String]? = nil, both: Bool? = nil,
            connect: [String]? = nil
        ) {
            self.from = from
            self.to = to
            self.prefixes = prefixes
            self.returnPrefixes = returnPrefixes
            self.both = both
            self.connect = connect
        }

        package init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: CodingKeys.self)
            from = try values.decode(String.self, forKey: .from)
            to = try values.decode(String.self, forKey: .to)
            prefixes = try values.decodeIfPresent([String].self, forKey: .prefixes) ?? []
            returnPrefixes = try values.decodeIfPresent([String].self, forKey: .returnPrefixes)
            both = try values.decodeIfPresent(Bool.self, forKey: .both)
            connect = try values.decodeIfPresent([String].self, forKey: .connect)
        }
    }

    package var apiVersion: String? = APIVersion.current
    package var kind: String? = "Leak"
    package let metadata: ObjectMetadata
    package let spec: Spec

    package init(metadata: ObjectMetadata, spec: Spec) {
        self.metadata = metadata
        self.spec = spec
    }

    /// The leak as the API shows it.
    package init(_ leak: Leak) {
        metadata = ObjectMetadata(
            name: leak.name.description, labels: leak.labels.isEmpty ? nil : leak.labels,
            created: leak.created.description)
        spec = Spec(
            from: leak.source.description, to: leak.target.description, prefixes: leak.prefixes.map(\.description),
            returnPrefixes: leak.returned.isEmpty ? nil : leak.returned.map(\.description),
            connect: leak.connection.map { $0.reach.map(\.rawValue) })
    }
}
