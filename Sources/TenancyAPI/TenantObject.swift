// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

package import TenancyCore

/// A tenant: what is asked for at creation, and what it got.
package struct TenantObject: Sendable, Equatable, Codable {
    /// What a creation asks for; what is absent is chosen by the daemon.
    package struct Spec: Sendable, Equatable, Codable {
        package var connectivity: String?
        package var cidrs: [String]?
        package var prefixLength: Int?
        package var prefixLengthV6: Int?
        package var privatePool: String?
        package var publicIPs: Int?
        package var publicIPsV6: Int?
        package var publicPool: String?
        package var publicPoolV6: String?
        /// How many source addresses of outgoing traffic; one unless said.
        package var egressIPs: Int?
        package var egressPool: String?
        package var transitPools: [String]?
        package var namespaces: [String]?
        package var uplink: String?
        /// `auto`, an id, or `none` for the interface itself.
        package var vlan: String?
        /// Of the uplink, in bytes.
        package var mtu: Int?
        package var gateways: [String]?
        /// `l2` or `bgp`.
        package var announce: String?
        package var bgpASN: Int64?
        package var bgpPeer: String?
        /// What is only for the objects in the cluster.
        package var options: NetworkOptionsObject?
        /// Limits by resource.
        package var quotas: [String: Int64]?

        package init() {}
    }

    package struct Status: Sendable, Equatable, Codable {
        package let networks: [NetworkObject]
        /// By resource; absent when nothing is used or limited.
        package let quotas: [QuotaObject]?
        /// When it is deleted, for one that is being drained.
        package let drainingUntil: String?
        /// `draining`, `withdrawing` or `removing`, for one that is deleted as soon as nothing is in the way.
        package let departure: String?

        package init(
            networks: [NetworkObject], quotas: [QuotaObject]? = nil, drainingUntil: String? = nil,
            departure: String? = nil
        ) {
            self.departure = departure
            self.networks = networks
            self.quotas = quotas
            self.drainingUntil = drainingUntil
        }
    }

    package var apiVersion: String? = APIVersion.current
    package var kind: String? = "Tenant"
    package let metadata: ObjectMetadata
    /// What is asked for; in answers what would have to be asked for to get this.
    package var spec: Spec?
    /// Present in answers.
    package var status: Status?

    package init(metadata: ObjectMetadata, spec: Spec? = nil, status: Status? = nil) {
        self.metadata = metadata
        self.spec = spec
        self.status = status
    }

    /// The tenant as the API shows it.
    package init(_ tenant: Tenant) {
        self.init(
            metadata: ObjectMetadata(
                name: tenant.name.description, labels: tenant.labels.isEmpty ? nil : tenant.labels,
                created: tenant.created.description),
            spec: Spec(tenant),
            status: Status(
                networks: tenant.networks.map(NetworkObject.init),
                quotas: tenant.quotas.isEmpty ? nil : tenant.quotas.map(QuotaObject.init),
                drainingUntil: tenant.departure == nil ? tenant.drainingUntil?.description : nil,
                departure: tenant.departure?.rawValue))
    }
}
