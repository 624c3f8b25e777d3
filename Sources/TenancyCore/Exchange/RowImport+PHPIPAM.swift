// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

extension RowImport {
    /// Reads phpIPAM's export of subnets or of IP addresses, saved as CSV.
    ///
    /// - Parameter tenants: Our names of the customers that have another one there.
    /// - Throws: `TenancyError` with code `request.invalid` when the file is neither.
    package init(phpipam bytes: [UInt8], tenants: [String: TenantName] = [:]) throws {
        let table = try CSVTable(bytes)
        let isAddresses = table.has("ipaddress")
        guard isAddresses || table.has("subnet") else {
            throw TenancyError(
                .invalid, "the file has neither a column 'Subnet' nor 'IP Address'",
                hint: "export it in phpIPAM under Import / Export, and save the sheet as CSV")
        }
        self.init(source: "phpipam")
        read(table) { row in
            let note = Self.note([row["customer", "owner"], row["description"] ?? row["hostname"]])
            var space: SpaceRow
            if isAddresses {
                space = SpaceRow(extent: try Self.address(row["ipaddress"]), kind: .used, note: note)
            } else {
                guard let text = row["subnet"] else { throw TenancyError(.invalid, "it has no subnet") }
                if text.hasSuffix("(folder)") { return nil }
                let mask = text.contains("/") ? nil : row["mask"].map { "/\($0)" }
                space = SpaceRow(extent: try Self.prefix(text + (mask ?? "")), kind: .subnet, note: note)
            }
            space.tenant = Self.tenant(row["customer"], tenants)
            space.role = Self.role(row["role"])
            try space.setVRF(row["vrf"], global: "default")
            return space
        }
    }
}
