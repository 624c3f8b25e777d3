// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

extension RowImport {
    /// The tenant that another system's text means: what it was said to be, or the text as a short name, as NetBox makes its slugs.
    ///
    /// `nil` when no tenant of ours can have that name.
    static func tenant(_ text: String?, _ tenants: [String: TenantName]) -> TenantName? {
        guard let text else { return nil }
        if let name = tenants[text] { return name }
        var slug = ""
        for character in text.lowercased() {
            if character.isASCII, character.isLetter || character.isNumber {
                slug.append(character)
            } else if !slug.isEmpty, slug.last != "-" {
                slug.append("-")
            }
        }
        if slug.last == "-" { slug.removeLast() }
        return try? TenantName(slug)
    }

    /// What a single public address is for: one of our roles; what NetBox knows as a virtual address is a load balancer's, anything else is kept.
    static func role(_ text: String?) -> AllocationRole {
        guard let text = text?.lowercased() else { return .reserved }
        if ["vip", "anycast"].contains(text) { return .loadBalancer }
        guard let role = AllocationRole(rawValue: text), role.singlePool == .public else { return .reserved }
        return role
    }
}

extension SpaceRow {
    /// Takes the other system's VRF over; that of a row without a tenant is nothing that we know.
    mutating func setVRF(_ text: String?, global: String) throws {
        guard let text, text.lowercased() != global else { return }
        guard tenant != nil else { throw Self.otherTable(text) }
        vrf = text
    }

    static func otherTable(_ vrf: String) -> TenancyError {
        TenancyError(
            .unsupported,
            "it is of VRF '\(vrf.prefix(64))', and only the global table and VRFs of the name of the tenant's network are imported"
        )
    }
}
