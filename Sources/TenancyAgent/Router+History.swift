// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import TenancyAPI
import TenancyCore

extension Router {
    /// `GET /v1/journal` and what is below it.
    func journal(_ name: String?, _ request: APIRequest) async throws -> APIResponse {
        switch name {
        case nil: return try Self.answer(200, await agent.journal(try request.journalFilter()))
        case "proof": return try Self.answer(200, JournalProofObject(try await agent.store.proveJournal()))
        case let name?:
            guard let revision = Int64(name), revision > 0 else {
                throw TenancyError(.invalid, "revision: '\(name.prefix(64))' is not a revision", field: "revision")
            }
            return try Self.answer(200, await agent.change(revision))
        }
    }

    /// `GET /v1/addresses/{address}` and `/v1/addresses/{address}/{length}`.
    func address(_ address: String, _ length: String?, _ request: APIRequest) async throws -> APIResponse {
        let prefix =
            if let length {
                try Requests.prefix("\(address)/\(length)", field: "address")
            } else {
                Prefix(try Requests.address(address, field: "address"))
            }
        return try Self.answer(200, await agent.address(prefix, at: try request.time("at")))
    }
}

extension APIRequest {
    /// A query parameter that is a time.
    func time(_ name: String) throws -> Timestamp? {
        guard let text = value(name) else { return nil }
        guard let time = Timestamp(parsing: text) else {
            throw TenancyError(
                .invalid, "\(name): '\(text.prefix(64))' is not a time", field: name,
                hint: "write it as RFC 3339: 2026-11-20T03:12:04Z")
        }
        return time
    }

    fileprivate func journalFilter() throws -> JournalFilter {
        JournalFilter(
            before: try number("before", in: 1...Int64.max), limit: Int(try number("limit", in: 1...1000) ?? 50),
            tenant: try value("tenant").map { try Requests.name($0, field: "tenant", TenantName.init) },
            actor: value("actor"), since: try time("since"))
    }
}
