// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

extension RowImport {
    /// Reads NetBox' CSV export of prefixes or of IP addresses, by its headers as the user interface and as the API name them.
    ///
    /// - Throws: `TenancyError` with code `request.invalid` when the file is neither.
    package init(netbox bytes: [UInt8]) throws {
        let table = try CSVTable(bytes)
        let isPrefixes = table.has("prefix")
        guard isPrefixes || table.has("ipaddress") || table.has("address") else {
            throw TenancyError(
                .invalid, "the file has neither a column 'Prefix' nor 'IP Address'",
                hint: "export it in NetBox with Export, All Data (CSV)")
        }
        self.init(source: "netbox")
        read(table) { row in
            if let vrf = row["vrf"], vrf.lowercased() != "global" { throw Self.otherTable(vrf) }
            let note = Self.note([row["tenant"], row["description"] ?? row["dnsname"]])
            guard isPrefixes else {
                return SpaceRow(extent: try Self.address(row["ipaddress", "address"]), kind: .used, note: note)
            }
            let isOpen = row["status"]?.lowercased() == "container" || Self.isTrue(row["ispool", "pool"])
            return SpaceRow(extent: try Self.prefix(row["prefix"]), kind: isOpen ? .container : .used, note: note)
        }
    }
}
