// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

extension Planner {
    /// The pool to take from: the named one, or the only one of its kind and family that is no child of another.
    ///
    /// - Parameter option: What names the pool on the command line; `nil` for the option that belongs to the kind.
    func pool(
        _ kind: PoolKind, family: AddressFamily?, named name: PoolName?, option: String? = nil, field: String,
        on ledger: some Ledger
    ) throws -> Pool {
        if let name {
            guard let pool = try ledger.pool(name) else {
                throw TenancyError(.notFound, "\(field): no pool \(name)", field: field, hint: "tenancyctl pool list")
            }
            guard pool.kind == kind, pool.family == family else {
                let wanted = (family.map { "\($0.title) " } ?? "") + kind.rawValue
                throw TenancyError(.invalid, "\(field): pool \(name) is not of kind \(wanted)", field: field)
            }
            return pool
        }
        let pools = try ledger.pools().filter { $0.kind == kind && $0.family == family && $0.parent == nil }
        let what = (family.map { "\($0.title) " } ?? "") + "pool of kind \(kind.rawValue)"
        guard let pool = pools.first else {
            let content = kind.isNumeric ? "--range FIRST-LAST" : "--cidr PREFIX"
            throw TenancyError(
                .notFound, "\(field): there is no \(what)", field: field,
                hint: "tenancyctl pool create NAME --kind \(kind.rawValue) \(content)")
        }
        guard pools.count == 1 else {
            let names = pools.map(\.name.description).joined(separator: ", ")
            throw TenancyError(
                .invalid, "\(field): there is more than one \(what): \(names)", field: field,
                hint: kind.isNumeric
                    ? "keep one of them: tenancyctl pool delete NAME"
                    : "name the pool with --\(option ?? Self.option(kind, family))")
        }
        return pool
    }

    private static func option(_ kind: PoolKind, _ family: AddressFamily?) -> String {
        switch kind {
        case .public where family == .ipv6: "public-pool-v6"
        case .private, .public, .transit, .vlan, .table, .vni: "\(kind.rawValue)-pool"
        }
    }
}
