// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

extension RowImport {
    /// Reads NetBox' CSV export of prefixes or of IP addresses, by its headers as the user interface and as the API name them.
    ///
    /// - Parameter tenants: Our names of the tenants that have another one there.
    /// - Throws: `TenancyError` with code `request.invalid` when the file is neither.
    package init(netbox bytes: [UInt8], tenants: [String: TenantName] = [:]) throws {
        let table = try CSVTable(bytes)
        let isPrefixes = table.has("prefix")
        guard isPrefixes || table.has("ipaddress") || table.has("address") else {
            throw TenancyError(
                .invalid, "the file has neither a column 'Prefix' nor 'IP Address'",
                hint: "export it in NetBox with Export, All Data (CSV)")
        }
        self.init(source: "netbox")
        read(table) { row in
            let note = Self.note([row["tenant"], row["description"] ?? row["dnsname"]])
            let isOpen = row["status"]?.lowercased() == "container" || Self.isTrue(row["ispool", "pool"])
            var space = SpaceRow(
                extent: isPrefixes
                    ? try Self.prefix(row["prefix"]) : try Self.address(row["ipaddress", "address"]),
                kind: isPrefixes && isOpen ? .container : .used, note: note)
            space.tenant = Self.tenant(row["tenant"], tenants)
            space.role = Self.role(row["role"])
            try space.setVRF(row["vrf"], global: "global")
            return space
        }
    }
}
