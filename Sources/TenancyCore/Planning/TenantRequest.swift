// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// A tenant that shall be made, with its first network.
///
/// What is asked for the network can be read and written as if it were the tenant's.
@dynamicMemberLookup
package struct TenantRequest: Sendable, Equatable {
    package let name: TenantName
    package var labels: [String: String] = [:]
    package var quotas: [QuotaResource: Int64] = [:]
    /// It bears the tenant's name.
    package var network: NetworkRequest

    package init(name: TenantName) {
        self.name = name
        network = NetworkRequest(key: NetworkKey(name), tenant: name)
    }

    package subscript<Value>(dynamicMember path: WritableKeyPath<NetworkRequest, Value>) -> Value {
        get { network[keyPath: path] }
        set { network[keyPath: path] = newValue }
    }
}
