// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// What every namespace of a tenant gets, beside its network.
package struct NamespaceDefaults: Sendable, Equatable {
    /// Hard limits of a ResourceQuota, `requests.cpu: "20"`; without any there is no ResourceQuota.
    package var quota: [String: String] = [:]
    /// What a container may use when it does not say.
    package var limits: [String: String] = [:]
    /// What a container is given when it does not say.
    package var requests: [String: String] = [:]
    /// Whether pods are reached from the namespaces of their own network only, until the tenant allows more.
    package var isolates = false

    package init() {}
}
