// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import TenancyAPI
import TenancyCore

/// Maps requests to use cases, and errors to problems. It never throws: each request gets an answer.
package struct Router: Sendable {
    let agent: Agent

    package init(_ agent: Agent) { self.agent = agent }

    /// Answers a request.
    package func respond(to request: APIRequest) async -> APIResponse {
        do {
            return try await route(request)
        } catch let error as TenancyError {
            return Self.answer(Problem(error, requestID: request.id))
        } catch let problem as Problem {
            return Self.answer(problem)
        } catch {
            return Self.answer(Problem(TenancyError(.internal, "\(error)"), requestID: request.id))
        }
    }

    private func route(_ request: APIRequest) async throws -> APIResponse {
        let isChange = request.method != "GET"
        guard request.caller.access >= (isChange ? .write : .read) else {
            let group = isChange ? "tenancy" : "tenancy or tenancy-view"
            throw TenancyError(
                .forbidden, "\(request.caller.name) may not \(isChange ? "change" : "read") the plan",
                hint: "call as root or as a member of group \(group)")
        }
        let path = request.path.split(separator: "/", omittingEmptySubsequences: true).map(String.init)
        guard path.first == "v1", path.count <= 4 else { throw Self.noPath(request) }
        let name = path.count > 2 ? path[2] : nil
        let part = path.count > 3 ? path[3] : nil
        switch (request.method, path.count > 1 ? path[1] : "", name, part) {
        case ("GET", "version", nil, nil): return try Self.answer(200, VersionObject())
        case ("GET", "status", nil, nil): return try Self.answer(200, await agent.status())
        case ("GET", "drift", nil, nil): return try Self.answer(200, await agent.drift())
        case ("GET", "doctor", nil, nil): return try Self.answer(200, await agent.doctor())
        case ("GET", "backup", nil, nil): return try await backup(request)
        case ("GET", "export", nil, nil):
            let format = try request.format()
            return APIResponse(
                status: 200, contentType: format.contentType, body: try await agent.export(format))
        case ("POST", "import", nil, nil): return try await importFile(request)
        case ("GET", "pools", nil, nil): return try Self.answer(200, await agent.pools())
        case ("GET", "pools", let name?, nil):
            return try Self.answer(200, await agent.pool(try Requests.poolName(name)))
        case ("POST", "pools", nil, nil):
            let object = try JSONDocument.decode(PoolObject.self, kind: "Pool", from: request.body)
            let family = try await agent.family(ofPool: object.spec.parent)
            return try await change(.createPool(try PoolRequest(object, parentFamily: family)), request, created: true)
        case ("PATCH", "pools", let name?, nil):
            return try await change(try await agent.poolChange(try Requests.poolName(name), request.body), request)
        case ("DELETE", "pools", let name?, nil):
            return try await change(.deletePool(try Requests.poolName(name)), request)
        case ("GET", "tenants", nil, nil): return try Self.answer(200, await agent.tenants())
        case ("GET", "tenants", let name?, let part):
            return try await tenant(try Requests.tenantName(name), part, request)
        case ("POST", "tenants", nil, nil):
            let object = try JSONDocument.decode(TenantObject.self, kind: "Tenant", from: request.body)
            return try await change(.createTenant(try TenantRequest(object)), request, created: true)
        case ("DELETE", "tenants", let name?, nil):
            let name = try Requests.tenantName(name)
            return try await deleteTenant(name, request)
        case ("PATCH", "tenants", let name?, nil):
            let object = try JSONDocument.decode(TenantPatch.self, kind: "TenantPatch", from: request.body)
            return try await change(
                .updateTenant(try TenantChange(object, name: try Requests.tenantName(name))), request)
        case (_, "networks", let name, nil): return try await networks(name, request)
        case (_, "leaks", let name, nil): return try await leaks(name, request)
        case ("GET", "addresses", nil, nil):
            let tenant = try request.value("tenant").map { try Requests.name($0, field: "tenant", TenantName.init) }
            let pool = try request.value("pool").map { try Requests.poolName($0, field: "pool") }
            return try Self.answer(200, await agent.allocations(tenant: tenant, pool: pool))
        case ("GET", "addresses", let address?, let length): return try await self.address(address, length, request)
        case ("POST", "addresses", nil, nil):
            let object = try JSONDocument.decode(
                AddressRequestObject.self, kind: "AddressRequest", from: request.body)
            return try await change(.allocate(try AddressRequest(object)), request, created: true)
        case ("DELETE", "addresses", let address?, nil):
            let pool = try request.value("pool").map { try Requests.poolName($0, field: "pool") }
            let release = AddressRelease(
                value: try Requests.value(address, field: "address"), pool: pool, drain: try request.seconds("drain"))
            return try await change(.release(release), request)
        case ("POST", "reservations", nil, nil):
            let object = try JSONDocument.decode(ReservationObject.self, kind: "Reservation", from: request.body)
            return try await change(try await agent.reservation(object), request, created: true)
        case ("GET", "journal", let name, nil): return try await journal(name, request)
        case ("GET", "revisions", let revision?, nil): return try await wait(revision, request)
        case ("GET", "manifests", nil, nil):
            let tenant = try request.value("tenant").map { try Requests.name($0, field: "tenant", TenantName.init) }
            return try Self.answer(200, await agent.manifests(of: tenant))
        case ("POST", "manifests", "publish"?, nil):
            return try Self.answer(
                200,
                await agent.publishManifests(try context(of: request), takingOver: try request.flag("takeOver")))
        case ("GET", "manifests", "environments"?, nil):
            return try Self.answer(200, await agent.environments())
        case ("POST", "manifests", "promote"?, nil):
            return try Self.answer(200, await promote(request))
        case ("POST", "apply", nil, nil):
            return try await change(.apply(try ApplyRequest(request.body, pruned: try request.pruned())), request)
        case ("POST", "revisions", let revision?, "undo"):
            guard let number = Int64(revision), number > 0 else {
                throw TenancyError(.invalid, "revision: '\(revision.prefix(64))' is not a revision", field: "revision")
            }
            return try await change(.undo(number), request)
        case (_, "version", _, _), (_, "status", _, _), (_, "doctor", nil, nil),
            (_, "drift", nil, nil), (_, "apply", nil, nil), (_, "backup", nil, nil),
            (_, "export", nil, nil), (_, "import", nil, nil),
            (_, "pools", _, nil), (_, "tenants", _, _),
            (_, "addresses", _, _), (_, "reservations", nil, nil),
            (_, "journal", _, nil), (_, "manifests", nil, nil), (_, "manifests", "publish"?, nil),
            (_, "manifests", "environments"?, nil),
            (_, "manifests", "promote"?, nil),
            (_, "revisions", _?, nil),
            (_, "revisions", _?, "undo"):
            throw Self.noMethod(request)
        default: throw Self.noPath(request)
        }
    }

    private func promote(_ request: APIRequest) async throws -> PromotionObject {
        guard let to = request.value("to") else {
            throw TenancyError(
                .invalid, "to: the environment is missing", field: "to", hint: "tenancyctl manifests environments")
        }
        return try await agent.promote(
            try request.value("tenant").map { try Requests.name($0, field: "tenant", TenantName.init) },
            from: try request.value("from").map { try Requests.name($0, field: "from", EnvironmentName.init) },
            to: try Requests.name(to, field: "to", EnvironmentName.init), try context(of: request),
            options: PublishOptions(
                takingOver: try request.flag("takeOver"), isTrial: try request.flag("dryRun")))
    }

    private func tenant(_ name: TenantName, _ part: String?, _ request: APIRequest) async throws -> APIResponse {
        switch part {
        case nil: return try Self.answer(200, TenantObject(try await agent.tenant(name)))
        case "sheet": return try Self.answer(200, await agent.sheet(of: name))
        case "status": return try await status(of: name, request)
        case "blockers": return try Self.answer(200, await agent.blockers(name))
        default: throw Self.noPath(request)
        }
    }

    /// A copy of the whole history takes room on the daemon's disk, so it is for those who may write.
    private func backup(_ request: APIRequest) async throws -> APIResponse {
        guard request.caller.access >= .write else {
            throw TenancyError(
                .forbidden, "\(request.caller.name) may not copy the plan",
                hint: "call as root or as a member of group tenancy")
        }
        return APIResponse(
            status: 200, contentType: "application/vnd.sqlite3", body: [], copy: try await agent.store.backup())
    }

    private func context(of request: APIRequest) throws -> RequestContext {
        RequestContext(
            actor: request.caller.name, via: "socket", reason: try request.reason(), now: agent.now(),
            ifRevision: try request.ifRevision(), request: request.id)
    }

    private func importFile(_ request: APIRequest) async throws -> APIResponse {
        let answer = try await agent.importFile(
            request.body, try request.format(), isPartial: try request.flag("partial"),
            tenants: try request.tenants(), try context(of: request), dryRun: try request.flag("dryRun"))
        return try Self.answer(answer.stored ? 201 : 200, answer)
    }

    func change(_ command: Command, _ request: APIRequest, created: Bool = false) async throws -> APIResponse {
        let dryRun = try request.flag("dryRun")
        var context = try context(of: request)
        context.idempotency = try request.idempotency()
        let change = try await agent.change(command, context, dryRun: dryRun)
        return try Self.answer(created && !dryRun ? 201 : 200, change)
    }

    private func wait(_ revision: String, _ request: APIRequest) async throws -> APIResponse {
        guard let revision = Int64(revision), revision >= 0 else {
            throw TenancyError(.invalid, "revision: '\(revision.prefix(64))' is not a revision", field: "revision")
        }
        let names = ["kernel": OutboxTarget.kernel, "published": .manifests]
        let targets = try (request.value("wait") ?? "").split(separator: ",").map { text in
            guard let target = names[String(text)] else {
                throw TenancyError(.invalid, "wait: '\(text.prefix(64))' is none of kernel, published", field: "wait")
            }
            return target
        }
        let seconds = try request.number("timeout", in: 0...3600) ?? 60
        let concern = try await agent.concern(
            tenants: try request.values("tenant").map { try Requests.name($0, field: "tenant", TenantName.init) },
            networks: try request.values("network").map { try Requests.name($0, field: "network", NetworkKey.init) })
        return try Self.answer(
            200,
            await agent.wait(for: revision, concern, targets: Set(targets), timeout: .seconds(seconds)))
    }

    static func noMethod(_ request: APIRequest) -> Problem {
        Problem(
            status: 405, code: "request.method", detail: "\(request.method) does not apply to \(request.path)",
            requestID: request.id)
    }

    private static func noPath(_ request: APIRequest) -> TenancyError {
        TenancyError(.notFound, "no such path: \(request.path.prefix(200))")
    }

    static func answer(_ status: Int, _ value: some Encodable) throws -> APIResponse {
        APIResponse(status: status, contentType: "application/json", body: try JSON.encode(value))
    }

    private static func answer(_ problem: Problem) -> APIResponse {
        let body = (try? JSON.encode(problem)) ?? []
        let isBusy = problem.code == TenancyError.Code.storeBusy.rawValue
        return APIResponse(
            status: problem.status, contentType: Problem.contentType, body: body, retryAfter: isBusy ? 1 : nil)
    }
}

extension APIRequest {
    /// The form of a file that comes in or goes out.
    fileprivate func format() throws -> ExchangeFormat {
        try value("format").map { try Requests.choice($0, field: "format", as: ExchangeFormat.self) } ?? .json
    }

    /// The value of a query parameter; the first one counts.
    func value(_ name: String) -> String? { query.first { $0.name == name }?.value }

    /// All values of a query parameter.
    func values(_ name: String) -> [String] { query.filter { $0.name == name }.map(\.value) }

    func flag(_ name: String) throws -> Bool {
        switch value(name) {
        case nil, "false": return false
        case "true": return true
        case let text?:
            throw TenancyError(.invalid, "\(name): '\(text.prefix(64))' is neither true nor false", field: name)
        }
    }

    func number(_ name: String, in range: ClosedRange<Int64>) throws -> Int64? {
        guard let text = value(name) else { return nil }
        guard let number = Int64(text), range.contains(number) else {
            throw TenancyError(
                .invalid,
                "\(name): '\(text.prefix(64))' is not a number from \(range.lowerBound) to \(range.upperBound)",
                field: name)
        }
        return number
    }

    /// A span of time in whole seconds.
    func seconds(_ name: String) throws -> Duration? {
        try number(name, in: 1...31_536_000).map { .seconds($0) }
    }

    /// The reason that the caller gives, which the journal and the commits carry.
    func reason() throws -> String {
        guard let text = headers["tenancy-reason"] else { return "" }
        guard let reason = text.percentDecoded, reason.utf8.count <= 500,
            reason.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7f })
        else {
            throw TenancyError(.invalid, "reason: a reason is one line of at most 500 bytes", field: "reason")
        }
        return reason
    }

    /// The revision in `If-Match: "7"`.
    func ifRevision() throws -> Int64? {
        guard let text = headers["if-match"] else { return nil }
        guard text.utf8.count > 2, text.hasPrefix("\""), text.hasSuffix("\""),
            let revision = Int64(text.dropFirst().dropLast())
        else { throw TenancyError(.invalid, "ifRevision: '\(text.prefix(64))' is not a revision", field: "ifRevision") }
        return revision
    }
}

extension String {
    /// The text with `%XX` decoded; `nil` when that is malformed or no UTF-8.
    fileprivate var percentDecoded: String? {
        var bytes: [UInt8] = []
        var rest = Array(utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard rest.count >= 2, let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16),
                rest.first != UInt8(ascii: "+")
            else { return nil }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        return String(validating: bytes, as: UTF8.self)
    }
}
