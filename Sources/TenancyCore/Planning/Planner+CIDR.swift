// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

extension Planner {
    func allocateCIDRs(_ request: NetworkRequest, for draft: inout NetworkDraft, on ledger: inout some Ledger)
        throws
    {
        let scope: Scope = draft.connectivity.hasVRF && settings.allowOverlap ? .vrf(draft.key) : .shared
        for cidr in request.cidrs.sorted() {
            try allocate(cidr, request, scope: scope, for: &draft, on: &ledger)
        }
        var lengths = request.prefixLengths
        if request.cidrs.isEmpty, lengths.isEmpty {
            let pool = try pool(.private, family: .ipv4, named: request.privatePool, field: "cidr", on: ledger)
            lengths[.ipv4] = pool.defaultBits - AddressFamily.ipv4.offset
        }
        for (family, length) in lengths.sorted(by: { $0.key < $1.key }) {
            let field = family == .ipv4 ? "prefixLength" : "prefixLengthV6"
            try checkCIDRLength(length, family, draft.connectivity, field: field)
            let pool = try pool(.private, family: family, named: request.privatePool, field: field, on: ledger)
            let block = try takeNext(bits: length + family.offset, from: pool, field: field, on: &ledger)
            draft.add(.cidr, block, pool, scope: scope)
        }
        for cidr in draft.cidrs {
            try checkScope(cidr, scope, on: ledger)
        }
    }

    func allocate(
        _ cidr: Prefix, _ request: NetworkRequest, scope: Scope, for draft: inout NetworkDraft,
        on ledger: inout some Ledger
    ) throws {
        try checkCIDRLength(cidr.length, cidr.family, draft.connectivity, field: "cidr")
        guard cidr.first.isUnicast, cidr.last.isUnicast else {
            throw TenancyError(.invalid, "cidr: \(cidr) holds addresses that no host can have", field: "cidr")
        }
        try checkParties(Extent(cidr), field: "cidr")
        try checkScope(cidr, scope, on: ledger)
        let run = Extent(cidr)
        // A child pool comes before its parent.
        let pools = try ledger.pools().filter { !$0.kind.isNumeric && $0.range.overlaps(run) }
        for pool in pools.sorted(by: { $0.range.span < $1.range.span }) {
            if pool.kind == .private, pool.range.contains(run) {
                // In a VRF of its own a tenant may use what another VRF's tenant holds; the pool then stays as it is.
                guard try scope == .shared || ledger.canTake(run, from: pool, for: draft.tenant) else { continue }
                try checkLength(cidr.bits, pool, field: "cidr")
                try ledger.take(run, from: pool, for: draft.tenant, field: "cidr")
                return draft.add(.cidr, run, pool, scope: scope)
            }
            guard pool.kind == .private, scope != .shared else {
                throw TenancyError(
                    .overlap,
                    "cidr: \(cidr) overlaps \(pool.text(pool.range)) of \(pool.kind.rawValue) pool \(pool.name)",
                    field: "cidr", hint: "tenancyctl pool show \(pool.name)")
            }
        }
        draft.add(.cidr, run, nil, scope: scope)
    }

    func checkScope(_ cidr: Prefix, _ scope: Scope, on ledger: some Ledger) throws {
        if scope == .shared { try checkLeaks(Extent(cidr), of: nil, field: "cidr", on: ledger) }
        guard let holder = try ledger.allocations(in: scope, overlapping: Extent(cidr)).first else { return }
        throw TenancyError(
            .overlap, "cidr: \(cidr) overlaps \(holder.text) of tenant \(holder.tenant) in scope \(scope.name)",
            field: "cidr",
            hint: "tenancyctl tenant show \(holder.tenant); or let the pool choose: --prefix-length \(cidr.length)")
    }

    /// A CUDN keeps the first three addresses and the last (network, gateway, management port, broadcast) for itself.
    func checkCIDRLength(_ length: Int, _ family: AddressFamily, _ connectivity: Connectivity, field: String)
        throws
    {
        let longest = family.width - (connectivity.hasCUDN ? 3 : 2)
        guard (1...longest).contains(length) else {
            throw TenancyError(
                .invalid,
                "\(field): the length of an \(family.title) CIDR of a \(connectivity.rawValue) network is 1 to \(longest)",
                field: field)
        }
    }
}
