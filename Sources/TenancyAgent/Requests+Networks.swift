// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

package import TenancyAPI
package import TenancyCore

extension NetworkRequest {
    /// The request that a document makes.
    ///
    /// - Throws: `TenancyError` with the field that is wrong.
    package init(_ object: NetworkDocument) throws {
        self.init(
            key: try Requests.name(object.metadata.name, field: "name", NetworkKey.init),
            tenant: try Requests.name(object.spec.tenant, field: "tenant", TenantName.init))
        guard object.metadata.labels == nil else {
            throw TenancyError(
                .unsupported, "labels: a network has those of its tenant", field: "labels",
                hint: "set them in the tenant's document")
        }
        guard object.spec.options.quotas == nil else {
            throw TenancyError(
                .unsupported, "quota: quotas are the tenant's, for all of its networks", field: "quota",
                hint: "tenancyctl tenant update \(tenant) --quota RESOURCE=N")
        }
        try read(object.spec.options)
    }
}

extension LeakRequest {
    /// The request that a document makes.
    ///
    /// - Throws: `TenancyError` with the field that is wrong.
    package init(_ object: LeakObject) throws {
        let spec = object.spec
        self.init(
            name: try Requests.name(object.metadata.name, field: "name", LeakName.init),
            source: try Requests.name(spec.from, field: "from", NetworkKey.init),
            target: try Requests.name(spec.to, field: "to", NetworkKey.init))
        labels = object.metadata.labels ?? [:]
        prefixes = try spec.prefixes.map { try Requests.prefix($0, field: "prefix") }
        returned = try (spec.returnPrefixes ?? []).map { try Requests.prefix($0, field: "returnPrefix") }
        isMutual = spec.both ?? false
        connects = Set(try (spec.connect ?? []).map { try Requests.choice($0, field: "connect", as: Leak.Reach.self) })
        guard connects.isEmpty || !isMutual else {
            throw TenancyError(
                .invalid, "both: connected networks reach each other anyway", field: "both",
                hint: "leave --both or --connect out")
        }
        guard !isMutual || returned.isEmpty else {
            throw TenancyError(
                .invalid, "both: the prefixes of the way back are given", field: "both",
                hint: "leave --both or --return-prefix out")
        }
    }
}
