// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

extension Planner {
    /// Keeps space for a tenant for a while. The same tenant renews it by asking again, and has it by asking for it.
    func reserve(_ request: ReservationRequest, on ledger: inout some Ledger, plan: inout Plan) throws {
        guard let pool = try ledger.pool(request.pool) else { throw Self.noPool(request.pool, field: "pool") }
        guard !reason.isEmpty else {
            throw TenancyError(
                .invalid, "reason: a reservation has a reason", field: "reason", hint: "add --reason TEXT")
        }
        let until = try end(of: request.lifetime, field: "ttl")
        let held: Extent
        if let wanted = request.extent {
            guard wanted.firstAligned(wanted.fit) == wanted else {
                throw TenancyError(
                    .invalid, "address: \(pool.text(wanted)) is not one aligned block", field: "address",
                    hint: "reserve the blocks one by one")
            }
            if !pool.kind.isNumeric { try checkParties(wanted, field: "address") }
            try ledger.take(
                wanted, from: pool, for: request.owner, as: .held, until: until, reason: reason, field: "address")
            held = wanted
        } else {
            let bits = request.bits ?? pool.defaultBits
            held = try takeNext(
                bits: bits, from: pool, as: .held, until: until, for: request.owner, field: "prefixLength", on: &ledger)
        }
        plan.steps.append(
            .init(.reserve, pool.text(held), "pool \(pool.name), for tenant \(request.owner) until \(until)"))
        plan.pool = pool
    }
}
