// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import TenancyAPI
import TenancyCore

extension Router {
    func networks(_ name: String?, _ request: APIRequest) async throws -> APIResponse {
        switch (request.method, try name.map { try Requests.name($0, field: "name", NetworkKey.init) }) {
        case ("GET", nil):
            let tenant = try request.value("tenant").map { try Requests.name($0, field: "tenant", TenantName.init) }
            return try Self.answer(200, await agent.networks(of: tenant))
        case ("GET", let key?): return try Self.answer(200, await agent.network(key))
        case ("POST", nil):
            let object = try JSONDocument.decode(NetworkDocument.self, kind: "Network", from: request.body)
            return try await change(.createNetwork(try NetworkRequest(object)), request, created: true)
        case ("DELETE", let key?): return try await change(.deleteNetwork(key), request)
        default: throw Self.noMethod(request)
        }
    }

    func leaks(_ name: String?, _ request: APIRequest) async throws -> APIResponse {
        switch (request.method, try name.map { try Requests.name($0, field: "name", LeakName.init) }) {
        case ("GET", nil):
            let network = try request.value("network").map { try Requests.name($0, field: "network", NetworkKey.init) }
            return try Self.answer(200, await agent.leaks(of: network))
        case ("GET", let name?): return try Self.answer(200, await agent.leak(name))
        case ("POST", nil):
            let object = try JSONDocument.decode(LeakObject.self, kind: "Leak", from: request.body)
            return try await change(.createLeak(try LeakRequest(object)), request, created: true)
        case ("DELETE", let name?): return try await change(.deleteLeak(name), request)
        default: throw Self.noMethod(request)
        }
    }
}

extension APIRequest {
    /// Our names by those of another system, from each `tenant=THEIRS=OURS`; ours has no `=`.
    func tenants() throws -> [String: TenantName] {
        var names: [String: TenantName] = [:]
        for pair in values("tenant") {
            guard let sign = pair.lastIndex(of: "="), sign != pair.startIndex else {
                throw TenancyError(.invalid, "tenant: '\(pair.prefix(64))' is not NAME=TENANT", field: "tenant")
            }
            names[String(pair[..<sign])] = try Requests.name(
                String(pair[pair.index(after: sign)...]), field: "tenant", TenantName.init)
        }
        return names
    }
}
