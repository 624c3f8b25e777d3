// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

package import TenancyCore

/// A network as an object of its own: what is asked for at creation, and what it got.
package struct NetworkDocument: Sendable, Equatable, Codable {
    /// What a creation asks for; what is absent is chosen by the daemon.
    package struct Spec: Sendable, Equatable, Codable {
        private enum Key: String, CodingKey { case tenant }

        /// Whose it is.
        package let tenant: String
        /// The same fields as in a tenant's spec, without `quotas`, which are the tenant's; they stand beside `tenant`.
        package var options: TenantObject.Spec

        package init(tenant: String, options: TenantObject.Spec) {
            self.tenant = tenant
            self.options = options
        }

        package init(from decoder: any Decoder) throws {
            tenant = try decoder.container(keyedBy: Key.self).decode(String.self, forKey: .tenant)
            options = try TenantObject.Spec(from: decoder)
        }

        package func encode(to encoder: any Encoder) throws {
            try options.encode(to: encoder)
            var container = encoder.container(keyedBy: Key.self)
            try container.encode(tenant, forKey: .tenant)
        }
    }

    package var apiVersion: String? = APIVersion.current
    package var kind: String? = "Network"
    package let metadata: ObjectMetadata
    /// What is asked for; in answers what would have to be asked for to get this.
    package let spec: Spec
    /// Present in answers.
    package var status: NetworkObject?

    package init(metadata: ObjectMetadata, spec: Spec) {
        self.metadata = metadata
        self.spec = spec
    }

    /// The network as the API shows it.
    package init(_ network: Network) {
        metadata = ObjectMetadata(name: network.key.description)
        spec = Spec(tenant: network.tenant.description, options: TenantObject.Spec(network))
        status = NetworkObject(network)
    }
}
