// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import TenancyCore

/// What a history is played on.
protocol HistorySubject {
    /// Carries a command out as a whole, or throws and has changed nothing: the revision that can be taken back, if it keeps revisions.
    mutating func run(_ command: Command, at now: Timestamp, reason: String) throws -> Int64?
    /// The tiles of a pool, by value.
    func tiles(of pool: PoolName) throws -> [ExtentRecord]
    /// What was taken from a pool.
    func allocations(from pool: PoolName) throws -> [Allocation]
    /// Proves everything that must hold of the whole plan.
    func proveWhole() throws
}

/// A random history of a small public pool, of everything that can happen to one, compared value by value with the naive model after every step.
struct AllocationHistory<Subject: HistorySubject, Random: RandomNumberGenerator> {
    struct Difference: Error, CustomStringConvertible {
        let description: String
    }

    var subject: Subject
    var random: Random
    private var model: NaivePool
    private var range: Range<Int>
    /// Who holds each value.
    private var owners: [Int: TenantName] = [:]
    private var now = Timestamp(microseconds: 1_790_000_000_000_000)
    private let quarantine: Int
    private let pool: PoolName
    private let tenants: [TenantName]
    /// What each revision did, for the undo; the oldest are dropped.
    private var past: [NaiveRevision] = []
    /// How many undos were carried out and refused.
    private(set) var undos = (done: 0, refused: 0)
    /// How many steps of each kind were carried out.
    private(set) var carriedOut: [String: Int] = [:]

    /// The values that the pool may ever reach, of which it has a part.
    private static var universe: Int { 64 }
    private static var limit: Int { 24 }
    private static var base: UInt128 { 0xffff_cb00_7100 }

    init(_ subject: Subject, random: Random, policy: PoolPolicy, quarantine: Int) throws {
        self.subject = subject
        self.random = random
        self.quarantine = quarantine
        pool = try PoolName("small")
        tenants = [try TenantName("red"), try TenantName("blue")]
        range = 5..<49
        model = NaivePool(base: Self.base, count: Self.universe, policy: policy)
        for index in 0..<Self.universe where !range.contains(index) { model.cells[index].state = .delegated }
        try run(
            .createPool(
                PoolRequest(name: try PoolName("tables"), kind: .table, range: Extent(first: 256, last: 300))))
        try run(
            .createPool(
                PoolRequest(
                    name: try PoolName("tenants"), kind: .private, range: Extent(try Prefix(parsing: "10.0.0.0/16")))))
        try run(
            .createPool(
                PoolRequest(
                    name: pool, kind: .public, range: Self.extent(range), policy: policy,
                    quarantine: .seconds(quarantine))))
        for tenant in tenants {
            var request = TenantRequest(name: tenant)
            (request.connectivity, request.prefixLengths) = (.hostVRF, [.ipv4: 24])
            try run(.createTenant(request))
        }
        var quota = TenantChange(name: tenants[0])
        quota.quotas = [.publicIPv4: Int64(Self.limit)]
        try run(.updateTenant(quota))
    }

    @discardableResult
    private mutating func run(_ command: Command) throws -> Int64? {
        try subject.run(command, at: now, reason: "history")
    }

    private static func extent(_ range: Range<Int>) -> Extent? {
        Extent(first: base + UInt128(range.lowerBound), last: base + UInt128(range.upperBound) - 1)
    }

    /// Plays steps, and proves the whole plan now and then and at the end.
    mutating func play(steps: Int) throws {
        for step in 1...steps {
            now = now + .seconds(Int.random(in: 0...4, using: &random))
            let (command, apply) = randomCommand()
            // A command that fails takes back what was due before it.
            var next = self
            next.expire()
            let kind = next.kind(of: command)
            let isExpected = apply(&next)
            let revision: Int64?
            do {
                revision = try run(command)
            } catch let error as TenancyError {
                guard !isExpected else { throw Difference(description: "step \(step), \(command): \(error)") }
                if command.undone != nil { undos.refused += 1 }
                try compare(step, command)
                continue
            }
            guard isExpected else { throw Difference(description: "step \(step), \(command): it was not refused") }
            if command.undone != nil { undos.done += 1 }
            carriedOut[kind, default: 0] += 1
            if let revision { remember(revision, command, becoming: next) }
            (model, range, owners) = (next.model, next.range, next.owners)
            try compare(step, command)
            if step % 100 == 0 { try subject.proveWhole() }
        }
        try subject.proveWhole()
    }

    /// What every history has to have carried out.
    static var kinds: Set<String> {
        [
            "allocate", "specific", "exclude", "include", "reserve", "convert", "give up", "drain", "take back",
            "release", "resize", "expire",
        ]
    }

    /// What a command is about, as the pool stands.
    private func kind(of command: Command) -> String {
        func cell(_ value: UInt128) -> NaivePool.Cell { model.cells[Int(value - Self.base)] }
        switch command {
        case .allocate(let request):
            guard let value = request.values.first else { return "allocate" }
            let cell = cell(value)
            switch cell.state {
            case .quarantined: return cell.claimant == request.tenant ? "reclaim" : "override"
            case .held: return cell.claimant == request.tenant ? "convert" : "specific"
            case .draining: return "take back"
            default: return "specific"
            }
        case .updatePool(let change):
            if change.range != nil { return "resize" }
            return change.addedExclusions.isEmpty ? "include" : "exclude"
        case .release(let release):
            if cell(release.value).state == .held { return "give up" }
            return release.drain == nil ? "release" : "drain"
        case .reserve: return "reserve"
        case .undo: return "undo"
        default: return "expire"
        }
    }

    // MARK: Steps

    /// A command, and what it does to the model: whether it succeeds.
    private mutating func randomCommand() -> (Command, (inout Self) -> Bool) {
        let tenant = tenants[Int.random(in: 0...1, using: &random)]
        let start = Int.random(in: 0..<Self.universe, using: &random)
        // What depends on how the pool stands would hardly ever succeed anywhere.
        let isAimed = Int.random(in: 0...2, using: &random) > 0
        switch Int.random(in: 0...22, using: &random) {
        case 0...3:
            var request = AddressRequest(tenant: tenant, role: .floating)
            (request.pools, request.count) = ([pool], Int.random(in: 1...3, using: &random))
            let count = request.count
            return (.allocate(request), { $0.takeNext(count, for: tenant) })
        case 4...7:
            var request = AddressRequest(tenant: tenant, role: .floating)
            let start = isAimed ? aim([.held, .quarantined, .draining]) ?? start : start
            (request.pools, request.values) = ([pool], [Self.base + UInt128(start)])
            request.orNext = Bool.random(using: &random)
            request.allowsQuarantined = Int.random(in: 0...4, using: &random) == 0
            return (.allocate(request), { [request] in $0.take(start, request) })
        case 8...9:
            var change = PoolChange(name: pool)
            let includes = Int.random(in: 0...2, using: &random) > 0
            let start = isAimed ? aim([includes ? .reserved : .free]) ?? start : start
            let length = Int.random(in: 1...(isAimed ? 2 : 6), using: &random)
            let run = start..<min(start + length, Self.universe)
            if let extent = Self.extent(run) {
                if includes { change.removedExclusions = [extent] } else { change.addedExclusions = [extent] }
            }
            return (.updatePool(change), { includes ? $0.include(run) : $0.exclude(run) })
        case 10...12:
            let size = Int.random(in: 0...2, using: &random)
            let time = Int.random(in: 1...30, using: &random)
            var request = ReservationRequest(owner: tenant, pool: pool, lifetime: .seconds(time))
            if Bool.random(using: &random) {
                request.bits = 128 - size
                return (.reserve(request), { $0.reserveNext(size, for: tenant, time) })
            }
            let block = start & ~((1 << size) - 1)
            request.extent = Self.extent(block..<block + (1 << size))
            return (.reserve(request), { $0.reserve(block..<block + (1 << size), for: tenant, time) })
        case 13...16:
            let drain = Int.random(in: 0...2, using: &random) == 0 ? Int.random(in: 1...20, using: &random) : nil
            let isHeld = Int.random(in: 0...5, using: &random) == 0
            let held = (isHeld ? aim([.held]) : owners.keys.sorted().randomElement(using: &random)) ?? start
            let value = Int.random(in: 0...4, using: &random) == 0 ? start : held
            let release = AddressRelease(
                value: Self.base + UInt128(value), pool: pool, drain: drain.map { .seconds($0) })
            return (.release(release), { $0.release(value, drain) })
        case 17...18:
            let used = range.filter { ![.free, .reserved].contains(model.cells[$0].state) }
            let (lowest, highest) = isAimed ? (used.first ?? 19, used.last ?? 39) : (19, 39)
            let first = Int.random(in: 0...min(lowest, 19), using: &random)
            let new = first..<Int.random(in: max(highest + 1, 40)...Self.universe, using: &random)
            var change = PoolChange(name: pool)
            change.range = Self.extent(new)
            return (.updatePool(change), { $0.resize(new) })
        case 19...21:
            guard let revision = past.suffix(12).randomElement(using: &random)?.revision else { fallthrough }
            return (.undo(revision), { $0.undo(revision) })
        default: return (.expire, { _ in true })
        }
    }

    /// A value of the pool in one of these states.
    private mutating func aim(_ states: [ExtentRecord.State]) -> Int? {
        range.filter { states.contains(model.cells[$0].state) }.randomElement(using: &random)
    }

    // MARK: The model

    private mutating func expire() {
        for index in model.cells.indices {
            guard let until = model.cells[index].until, until <= now else { continue }
            if model.cells[index].state == .draining { rest(index) } else { model.cells[index] = .init() }
        }
    }

    private mutating func rest(_ index: Int) {
        guard let owner = owners.removeValue(forKey: index) else { return }
        let until = quarantine == 0 ? nil : now + .seconds(quarantine)
        model.release(index..<index + 1, tenant: owner, until: until)
    }

    private mutating func own(_ index: Int, _ tenant: TenantName) -> Bool {
        model.take(index..<index + 1)
        owners[index] = tenant
        return tenant != tenants[0] || owners.values.count { $0 == tenant } <= Self.limit
    }

    private mutating func takeNext(_ count: Int, for tenant: TenantName) -> Bool {
        for _ in 0..<count {
            guard let block = model.next(0), own(block.lowerBound, tenant) else { return false }
        }
        return true
    }

    private mutating func take(_ index: Int, _ request: AddressRequest) -> Bool {
        let cell = model.cells[index]
        if cell.state == .draining, owners[index] == request.tenant {
            (model.cells[index].state, model.cells[index].until) = (.allocated, nil)
            return true
        }
        let breaks = request.allowsQuarantined && cell.state == .quarantined
        if model.canTake(index..<index + 1, for: request.tenant) || breaks { return own(index, request.tenant) }
        guard request.orNext else { return false }
        if let block = model.next(0) { return own(block.lowerBound, request.tenant) }
        guard request.allowsQuarantined, let resting = model.cells.firstIndex(where: { $0.state == .quarantined })
        else { return false }
        return own(resting, request.tenant)
    }

    private mutating func exclude(_ run: Range<Int>) -> Bool {
        guard range.contains(run), run.allSatisfy({ [.free, .reserved].contains(model.cells[$0].state) }) else {
            return false
        }
        for index in run { model.cells[index] = .init(state: .reserved) }
        return true
    }

    private mutating func include(_ run: Range<Int>) -> Bool {
        guard range.contains(run), run.allSatisfy({ model.cells[$0].state == .reserved }) else { return false }
        for index in run { model.cells[index] = .init() }
        return true
    }

    private mutating func reserveNext(_ size: Int, for tenant: TenantName, _ time: Int) -> Bool {
        guard let block = model.next(size) else { return false }
        return hold(block, for: tenant, time)
    }

    private mutating func reserve(_ block: Range<Int>, for tenant: TenantName, _ time: Int) -> Bool {
        model.canTake(block, for: tenant) && hold(block, for: tenant, time)
    }

    private mutating func hold(_ block: Range<Int>, for tenant: TenantName, _ time: Int) -> Bool {
        model.take(block)
        for index in block {
            model.cells[index].state = .held
            (model.cells[index].until, model.cells[index].claimant) = (now + .seconds(time), tenant)
        }
        return true
    }

    private mutating func release(_ index: Int, _ drain: Int?) -> Bool {
        switch model.cells[index].state {
        case .allocated, .draining:
            if let drain {
                (model.cells[index].state, model.cells[index].until) = (.draining, now + .seconds(drain))
            } else {
                rest(index)
            }
        case .held:
            // The reservation is given up as far as it is in one piece.
            let cell = model.cells[index]
            var run = index..<index + 1
            while run.lowerBound > 0, model.cells[run.lowerBound - 1] == cell {
                run = run.lowerBound - 1..<run.upperBound
            }
            while run.upperBound < Self.universe, model.cells[run.upperBound] == cell {
                run = run.lowerBound..<run.upperBound + 1
            }
            for index in run { model.cells[index] = .init() }
        case .free, .reserved, .quarantined, .delegated: return false
        }
        return true
    }

    private mutating func resize(_ new: Range<Int>) -> Bool {
        let dropped = range.filter { !new.contains($0) }
        guard dropped.allSatisfy({ [.free, .reserved].contains(model.cells[$0].state) }) else { return false }
        for index in dropped { model.cells[index] = .init(state: .delegated) }
        for index in new where !range.contains(index) { model.cells[index] = .init() }
        range = new
        return true
    }

    // MARK: Undo

    private func holding(_ index: Int) -> NaiveRevision.Holding {
        NaiveRevision.Holding(cell: model.cells[index], owner: owners[index])
    }

    private mutating func remember(_ revision: Int64, _ command: Command, becoming next: Self) {
        var changes: [Int: NaiveRevision.Change] = [:]
        for index in model.cells.indices {
            let change = NaiveRevision.Change(old: holding(index), new: next.holding(index))
            if change.isChange(at: now) { changes[index] = change }
        }
        past.append(
            NaiveRevision(
                revision: revision, undoes: command.undone, changes: changes, resizes: range != next.range))
        if past.count > 40 { past.removeFirst() }
    }

    /// Gives what a revision changed its former state, unless a later revision stands on it.
    private mutating func undo(_ revision: Int64) -> Bool {
        guard let made = past.first(where: { $0.revision == revision }), !made.resizes,
            !NaiveRevision.isUndone(revision, in: past), !made.isNeeded(by: past.filter { $0.revision > revision })
        else { return false }
        for (index, change) in made.changes {
            guard change.canBeUndone(from: holding(index)) else { return false }
            model.cells[index] = change.old.cell
            owners[index] = change.old.owner
        }
        return owners.values.count { $0 == tenants[0] } <= Self.limit
    }

    // MARK: The proof

    /// The tiles cover the range once, no two free ones touch, and value by value they and their holders are the model's.
    private func compare(_ step: Int, _ command: Command) throws {
        func require(_ holds: Bool, _ text: @autoclosure () -> String) throws {
            if !holds { throw Difference(description: "step \(step), \(command): \(text())") }
        }
        var index = range.lowerBound
        var wasFree = false
        for tile in try subject.tiles(of: pool) {
            try require(tile.extent.first == Self.base + UInt128(index), "\(tile.extent.addressText) does not follow")
            try require(!wasFree || tile.state != .free, "\(tile.extent.addressText) is free beside a free one")
            wasFree = tile.state == .free
            let end = index + Int(tile.extent.span) + 1
            try require(end <= range.upperBound, "\(tile.extent.addressText) is outside")
            for cell in model.cells[index..<end] {
                try require(
                    tile.state == cell.state && tile.until == cell.until && tile.claimant == cell.claimant,
                    "\(tile.extent.addressText) is \(tile) instead of \(cell)")
            }
            index = end
        }
        try require(index == range.upperBound, "the last tiles are missing")
        let held = try subject.allocations(from: pool)
        try require(
            held.count == owners.count
                && held.allSatisfy { owners[Int($0.extent.first - Self.base)] == $0.tenant && $0.extent.span == 0 },
            "\(held.map(\.text)) are held instead of \(owners.sorted { $0.key < $1.key })")
    }
}

extension Range<Int> {
    fileprivate func contains(_ other: Self) -> Bool {
        lowerBound <= other.lowerBound && other.upperBound <= upperBound
    }
}
