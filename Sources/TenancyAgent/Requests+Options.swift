// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import TenancyAPI
import TenancyCore

extension NetworkExtras {
    /// What a document asks for.
    ///
    /// - Throws: `TenancyError` with the field that is wrong.
    init(_ object: NetworkOptionsObject) throws {
        self.init()
        func prefixes(_ texts: [String]?, _ field: String) throws -> [Prefix]? {
            try texts?.map { try Requests.prefix($0, field: "options.\(field)") }
        }
        topology = try object.topology.map { try Requests.choice($0, field: "options.topology", as: Topology.self) }
        persistentIPs = object.persistentIPs
        joinSubnets = try prefixes(object.joinSubnets, "joinSubnets")
        reservedSubnets = try prefixes(object.reservedSubnets, "reservedSubnets")
        infrastructureSubnets = try prefixes(object.infrastructureSubnets, "infrastructureSubnets")
        egressServices = object.egressServices
        communities = object.communities
        group = object.group
        adoptNamespaces = object.adoptNamespaces
    }
}
