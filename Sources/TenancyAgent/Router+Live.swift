// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import TenancyAPI
import TenancyCore

extension Router {
    /// The state of a tenant: at once, or as soon as it is another than the one in `beyond`.
    func status(of name: TenantName, _ request: APIRequest) async throws -> APIResponse {
        guard let seen = request.value("beyond") else { return try Self.answer(200, await agent.status(of: name)) }
        let seconds = try request.number("timeout", in: 0...3600) ?? 60
        return try Self.answer(200, await agent.status(of: name, beyond: seen, atMost: .seconds(seconds)))
    }

    /// Deletes a tenant: at once when nothing is in the way, after a time, or as soon as it is free.
    func deleteTenant(_ name: TenantName, _ request: APIRequest) async throws -> APIResponse {
        let drain = try request.seconds("drain")
        if try request.flag("whenFree") {
            guard drain == nil else {
                throw TenancyError(
                    .invalid, "drain: a tenant that goes when it is free has no time", field: "drain",
                    hint: "leave --drain or --when-free out")
            }
            let answer = try await change(.departTenant(name, .draining), request)
            if try !request.flag("dryRun") { agent.board.rounds.advance() }
            return answer
        }
        if drain == nil, try !request.flag("force") { try await agent.refuseBlockers(name) }
        return try await change(drain.map { .drainTenant(name, $0) } ?? .deleteTenant(name), request)
    }
}
