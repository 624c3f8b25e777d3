// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

extension Planner {
    /// Puts the rows of a file into the plan. Refused rows are reported; whether the others go in is for the caller to see in the report.
    ///
    /// Rows are sorted and each pool is gone through once, so that the cost grows with the rows and not with what the plan holds.
    func importRows(_ request: RowImport, on ledger: inout some Ledger, plan: inout Plan) throws {
        var report = ImportReport()
        report.rows = request.rows.count + request.refused.count + request.skipped
        report.unchanged = request.skipped
        report.refused = request.refused
        report.isPartial = request.isPartial
        var spaces: [(line: Int, row: SpaceRow)] = []
        var holdings: [(line: Int, row: AllocationRow)] = []
        var exclusions: [(line: Int, row: ExclusionRow)] = []
        for row in request.rows {
            switch row.content {
            case .pool(let pool, let unsaid):
                try importPool(pool, unsaid: unsaid, line: row.line, on: &ledger, plan: &plan, report: &report)
            case .exclusion(let exclusion): exclusions.append((row.line, exclusion))
            case .allocation(let holding): holdings.append((row.line, holding))
            case .space(let space): spaces.append((row.line, space))
            }
        }
        try importExclusions(exclusions, on: &ledger, plan: &plan, report: &report)
        holdings += try importSpaces(spaces, on: &ledger, plan: &plan, report: &report)
        try importHoldings(holdings, on: &ledger, plan: &plan, report: &report)
        report.refused.sort { ($0.line, $0.reason) < ($1.line, $1.reason) }
        plan.report = report
    }

    /// How many pools one import makes at most: pools are looked through one by one, blocks in them are not.
    private static let poolLimit = 2000

    private func importPool(
        _ request: PoolRequest, unsaid: Set<String> = [], line: Int, on ledger: inout some Ledger, plan: inout Plan,
        report: inout ImportReport
    ) throws {
        if let pool = try ledger.pool(request.name), pool.kind == request.kind, pool.range == request.range {
            do {
                try checkSame(pool, request, unsaid: unsaid, on: ledger)
                report.unchanged += 1
            } catch let error as TenancyError where !error.code.isOfTheStore {
                report.refuse(line, error)
            }
            return
        }
        let isNew = try ledger.pool(request.name) == nil
        let steps = plan.steps
        do {
            guard steps.count(where: { $0.verb == .create }) < Self.poolLimit else {
                throw TenancyError(.invalid, "an import makes at most \(Self.poolLimit) pools")
            }
            try createPool(request, on: &ledger, plan: &plan)
            report.imported += 1
        } catch let error as TenancyError where !error.code.isOfTheStore {
            plan.steps = steps
            if isNew { try removeHalfMade(request, on: &ledger) }
            report.refuse(line, error)
        }
    }

    /// Refuses a row about a pool that is there and differs from what the row says.
    private func checkSame(
        _ pool: Pool, _ request: PoolRequest, unsaid: Set<String>, on ledger: some Ledger
    ) throws {
        let wanted = try self.pool(of: request, range: pool.range)
        var differences = pool.differences(from: wanted).filter { !unsaid.contains($0.what) }
            .map { "its \($0.what) is \($0.before) and not \($0.after)" }
        if pool.parent != request.parent {
            let (one, other) = (pool.parent?.description ?? "none", request.parent?.description ?? "none")
            differences.append("its parent is \(one) and not \(other)")
        }
        for run in request.exclusions where try !isExcluded(run, in: pool, on: ledger) {
            differences.append("\(pool.text(run)) is not excluded")
        }
        guard let first = differences.first else { return }
        throw TenancyError(
            .exists, "pool \(pool.name) is there, but \(first)",
            hint: "tenancyctl pool update \(pool.name), or take the row out")
    }

    private func isExcluded(_ run: Extent, in pool: Pool, on ledger: some Ledger) throws -> Bool {
        guard pool.range.contains(run) else { return false }
        return try ledger.tiles(in: pool, overlapping: run).allSatisfy { $0.state == .reserved }
    }

    /// Takes back what a refused pool has left: itself, and the space that its parent gave it.
    private func removeHalfMade(_ request: PoolRequest, on ledger: inout some Ledger) throws {
        if let pool = try ledger.pool(request.name) { try ledger.remove(pool) }
        guard let parent = try request.parent.flatMap({ try ledger.pool($0) }), let range = request.range,
            let tile = try ledger.tile(in: parent, holding: range.first), tile.state == .delegated,
            tile.extent == range,
            try !ledger.pools().contains(where: { $0.parent == parent.name && $0.range == range })
        else { return }
        try ledger.free(tile, in: parent)
    }

    // MARK: Space of other systems

    /// Makes pools and exclusions of rows, and returns those that are a tenant's.
    private func importSpaces(
        _ rows: [(line: Int, row: SpaceRow)], on ledger: inout some Ledger, plan: inout Plan,
        report: inout ImportReport
    ) throws -> [(line: Int, row: AllocationRow)] {
        var owners = RowOwners()
        var holdings: [(line: Int, row: AllocationRow)] = []
        // What is around comes before what is inside.
        let rows = rows.sorted {
            ($0.row.extent.first, $1.row.extent.last, $0.line) < ($1.row.extent.first, $0.row.extent.last, $1.line)
        }
        var pools = try ledger.pools().filter { !$0.kind.isNumeric }
        var used: [PoolName: [(line: Int, row: SpaceRow)]] = [:]
        for (index, item) in rows.enumerated() {
            let (line, row) = item
            if index > 0, rows[index - 1].row.extent == row.extent {
                report.refuse(
                    line, TenancyError(.exists, "\(row.extent.addressText) is in line \(rows[index - 1].line), too"))
                continue
            }
            let holdsOthers =
                index + 1 < rows.count && row.extent != rows[index + 1].row.extent
                && row.extent.contains(rows[index + 1].row.extent)
            let isOpen = row.kind == .container || (row.kind == .subnet && holdsOthers)
            let pool = Self.innermost(pools, around: row.extent)
            do {
                switch try owners.meaning(of: row, isOpen: isOpen, in: pool, on: ledger) {
                case .known:
                    report.unchanged += 1
                    continue
                case .allocation(let holding):
                    holdings.append((line, holding))
                    continue
                case .space: break
                }
            } catch let error as TenancyError where !error.code.isOfTheStore {
                report.refuse(line, error)
                continue
            }
            if let pool {
                if isOpen { report.unchanged += 1 } else { used[pool.name, default: []].append(item) }
            } else if isOpen || row.kind == .subnet {
                let before = report.imported
                let request = PoolRequest(
                    name: try Self.poolName(row.extent), kind: Self.isPrivate(row.extent) ? .private : .public,
                    range: row.extent)
                try importPool(request, line: line, on: &ledger, plan: &plan, report: &report)
                if report.imported > before, let pool = try ledger.pool(request.name) { pools.append(pool) }
            } else {
                report.refuse(
                    line,
                    TenancyError(.notFound, "\(row.extent.addressText) lies in no pool and in no container of the file")
                )
            }
        }
        for pool in pools {
            guard let rows = used[pool.name] else { continue }
            try excludeSpaces(rows, from: pool, on: &ledger, plan: &plan, report: &report)
        }
        return holdings
    }

    private static func innermost(_ pools: [Pool], around extent: Extent) -> Pool? {
        pools.filter { $0.range.contains(extent) }.min { $0.range.span < $1.range.span }
    }

    /// Takes rows, which are in order, out of a pool's free space, each free tile in one step.
    private func excludeSpaces(
        _ rows: [(line: Int, row: SpaceRow)], from pool: Pool, on ledger: inout some Ledger, plan: inout Plan,
        report: inout ImportReport
    ) throws {
        var rest = rows[...]
        var count = 0
        while let first = rest.first {
            guard let tile = try ledger.tile(in: pool, holding: first.row.extent.first) else { return }
            guard tile.state == .free, tile.extent.contains(first.row.extent) else {
                if tile.state == .reserved, tile.extent.contains(first.row.extent) {
                    report.unchanged += 1
                } else {
                    report.refuse(
                        first.line, try ledger.notFree(first.row.extent, in: pool, tile: tile, field: "value"))
                }
                rest.removeFirst()
                continue
            }
            var tiles: [ExtentRecord] = []
            var left: Extent? = tile.extent
            while let next = rest.first, tile.extent.contains(next.row.extent) {
                rest.removeFirst()
                guard let run = left, run.contains(next.row.extent) else {
                    // Inside of one before, which is used as a whole, but perhaps for somebody else.
                    if Self.part(next.row, of: &tiles) { count += 1 } else { report.unchanged += 1 }
                    continue
                }
                let (before, after) = run.removing(next.row.extent)
                if let before { tiles.append(ExtentRecord(before, .free)) }
                tiles.append(next.row.tile)
                left = after
                count += 1
            }
            if let left { tiles.append(ExtentRecord(left, .free)) }
            try ledger.replace([tile], with: tiles, in: pool)
        }
        report.imported += count
        if count > 0 { plan.steps.append(.init(.reserve, "\(count) runs of pool \(pool.name)", "used elsewhere")) }
    }

    /// Gives a part of a used run, one of the last, to the tenant that the row names; returns whether it was another's.
    private static func part(_ row: SpaceRow, of tiles: inout [ExtentRecord]) -> Bool {
        guard let tenant = row.tenant,
            let index = tiles.lastIndex(where: { $0.state == .reserved && $0.extent.contains(row.extent) }),
            tiles[index].claimant != tenant
        else { return false }
        let outer = tiles[index]
        let (before, after) = outer.extent.removing(row.extent)
        tiles.replaceSubrange(
            index...index, with: [before.map(outer.part), row.tile, after.map(outer.part)].compactMap(\.self))
        return true
    }

    /// A name that follows from the range, such as `net-10-0-0-0-8`.
    private static func poolName(_ extent: Extent) throws -> PoolName {
        let letters = extent.addressText.map { $0.isLetter || $0.isNumber ? $0 : "-" }
        return try PoolName("net-" + String(letters))
    }

    /// RFC 1918, RFC 6598 and RFC 4193.
    private static func isPrivate(_ extent: Extent) -> Bool {
        ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7"].contains { text in
            (try? Prefix(parsing: text)).map { Extent($0).contains(extent) } == true
        }
    }

    // MARK: What tenants hold

    private func importHoldings(
        _ rows: [(line: Int, row: AllocationRow)], on ledger: inout some Ledger, plan: inout Plan,
        report: inout ImportReport
    ) throws {
        var tenants: [TenantName: Tenant] = [:]
        var quotas: [TenantName: [Quota]] = [:]
        var pools: [PoolName: Pool] = [:]
        let addressPools = try ledger.pools().filter { !$0.kind.isNumeric }
        var taken: [PoolName: Int] = [:]
        for (line, row) in rows {
            do {
                if tenants[row.tenant] == nil { tenants[row.tenant] = try ledger.tenant(row.tenant) }
                guard let tenant = tenants[row.tenant],
                    let network = tenant.networks.first(where: { $0.key == row.network })
                else {
                    throw TenancyError(.notFound, "there is no network \(row.network) of tenant \(row.tenant)")
                }
                if let held = try holding(row, on: ledger) {
                    try checkSame(held, row)
                    report.unchanged += 1
                    continue
                }
                if let name = row.pool, pools[name] == nil { pools[name] = try ledger.pool(name) }
                let pool = row.pool.map { pools[$0] } ?? Self.innermost(addressPools, around: row.extent)
                guard let pool, pool.kind == row.role.singlePool, row.extent.span == 0 else {
                    throw TenancyError(
                        .unsupported,
                        "\(row.role.rawValue) \(row.extent.addressText) comes with the making of a network")
                }
                try take(
                    row, for: network, from: pool, quotas: &quotas[row.tenant, default: tenant.quotas], on: &ledger)
                report.imported += 1
                taken[pool.name, default: 0] += 1
                if plan.tenants.last != row.tenant { plan.tenants.append(row.tenant) }
            } catch let error as TenancyError where !error.code.isOfTheStore {
                report.refuse(line, error)
            }
        }
        plan.tenants = Set(plan.tenants).sorted()
        for (pool, count) in taken.sorted(by: { $0.key < $1.key }) {
            plan.steps.append(.init(.allocate, "\(count) values of pool \(pool)"))
        }
    }

    /// Takes it after all checks: what is refused must leave nothing.
    private func take(
        _ row: AllocationRow, for network: Network, from pool: Pool, quotas: inout [Quota], on ledger: inout some Ledger
    ) throws {
        let until = row.drainingUntil ?? nil
        if let until, until <= now {
            throw TenancyError(.invalid, "draining_until: \(until) has passed, so that it is released already")
        }
        let labels = row.labels ?? [:]
        try checkLabels(labels)
        let allocation = Allocation(
            scope: pool.kind.isNumeric ? .numbers(pool.kind) : .shared, pool: pool.name, extent: row.extent,
            tenant: row.tenant, network: row.network, role: row.role, since: now, labels: labels)
        try checkAnnounced([allocation], by: network.spec.announcement, field: "value")
        // The rows before may have given it others.
        if row.role == .egress, let present = try ledger.network(row.network) {
            try checkEgress([allocation], of: present, field: "value")
        }
        try checkQuota([allocation], of: row.tenant, quotas: quotas, field: "value")
        if !pool.kind.isNumeric { try checkParties(row.extent, field: "value") }
        try ledger.take(
            row.extent, from: pool, for: row.tenant, as: until == nil ? .allocated : .draining, until: until,
            field: "value")
        try ledger.insert([allocation])
        if until != nil { try ledger.setDraining(allocation, until: until) }
        guard let use = QuotaResource.use(of: allocation),
            let index = quotas.firstIndex(where: { $0.resource == use.resource })
        else { return }
        quotas[index] = Quota(
            resource: use.resource, limit: quotas[index].limit, used: quotas[index].used + use.amount)
    }

    /// Refuses a row about what is held and differs from what the row says.
    private func checkSame(_ held: Allocation, _ row: AllocationRow) throws {
        if let labels = row.labels, labels != held.labels {
            throw TenancyError(.exists, "\(held.text) is held with other labels")
        }
        if let until = row.drainingUntil, until != held.drainingUntil {
            let present = held.drainingUntil.map { "is drained until \($0)" } ?? "is not drained"
            throw TenancyError(.exists, "\(held.text) is held and \(present)")
        }
    }

    /// What the same network holds in the same role.
    private func holding(_ row: AllocationRow, on ledger: some Ledger) throws -> Allocation? {
        let scopes: [Scope] =
            switch row.role {
            case .vlan: [.numbers(.vlan)]
            case .table: [.numbers(.table)]
            case .vni: [.numbers(.vni)]
            default: [.shared, .vrf(row.network)]
            }
        for scope in scopes {
            let held = try ledger.allocations(in: scope, overlapping: row.extent).first {
                $0.extent == row.extent && $0.network == row.network && $0.role == row.role
            }
            if let held { return held }
        }
        return nil
    }
}

extension TenancyError.Code {
    /// Whether the store itself has failed, so that no further row can be tried.
    var isOfTheStore: Bool { [.storeUnavailable, .storeDamaged, .internal].contains(self) }
}
