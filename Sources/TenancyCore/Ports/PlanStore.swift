// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// Who asks for a change, and why.
package struct RequestContext: Sendable, Equatable {
    /// The caller, such as `root` or `uid:1000`.
    package let actor: String
    /// The way in: `socket`, `daemon`.
    package let via: String
    package let reason: String
    package let now: Timestamp
    /// The revision that the caller saw; the change is refused when the plan has moved on.
    package let ifRevision: Int64?

    package init(actor: String, via: String, reason: String, now: Timestamp, ifRevision: Int64? = nil) {
        self.actor = actor
        self.via = via
        self.reason = reason
        self.now = now
        self.ifRevision = ifRevision
    }
}

/// What a command did, or would do.
package struct Receipt: Sendable, Equatable {
    /// The revision of the change; for a dry run that of the plan it was tried on.
    package let revision: Int64
    package let plan: Plan
    package let dryRun: Bool

    package init(revision: Int64, plan: Plan, dryRun: Bool) {
        self.revision = revision
        self.plan = plan
        self.dryRun = dryRun
    }
}

/// An executor that the outbox feeds.
package enum OutboxTarget: String, Sendable, CaseIterable {
    case kernel
    case manifests
}

/// What is still to be done, or was done last, for one object downstream.
package struct OutboxItem: Sendable, Equatable {
    package let target: OutboxTarget
    /// A network's key for the kernel, a tenant's name for the manifests.
    package let object: String
    /// The revision that asks for it.
    package let revision: Int64
    /// The last revision that was carried out; 0 for none.
    package let appliedRevision: Int64
    /// Why it could not be carried out.
    package let error: String?
    package let hint: String?

    package var isPending: Bool { appliedRevision < revision }

    package init(
        target: OutboxTarget, object: String, revision: Int64, appliedRevision: Int64, error: String?, hint: String?
    ) {
        self.target = target
        self.object = object
        self.revision = revision
        self.appliedRevision = appliedRevision
        self.error = error
        self.hint = hint
    }
}

/// What an executor reports of one object.
package struct OutboxResult: Sendable, Equatable {
    package let object: String
    /// Why it is not as it should be; `nil` when it is.
    package let error: String?
    package let hint: String?

    package init(object: String, error: String?, hint: String?) {
        self.object = object
        self.error = error
        self.hint = hint
    }
}

/// One transaction of the past.
package struct JournalEntry: Sendable, Equatable {
    package let revision: Int64
    package let at: Timestamp
    package let actor: String
    package let via: String
    package let reason: String
    /// `tenant.create` and the like.
    package let verb: String
    package let object: String
    package let steps: [Plan.Step]
    /// The hash of this entry over the one before, hexadecimal.
    package let hash: String

    package init(
        revision: Int64, at: Timestamp, actor: String, via: String, reason: String, verb: String, object: String,
        steps: [Plan.Step], hash: String
    ) {
        self.revision = revision
        self.at = at
        self.actor = actor
        self.via = via
        self.reason = reason
        self.verb = verb
        self.object = object
        self.steps = steps
        self.hash = hash
    }
}

/// Who holds, or held, a prefix.
package struct Tenure: Sendable, Equatable {
    package let scope: String
    package let text: String
    package let tenant: TenantName
    package let network: String
    package let role: AllocationRole
    package let since: Timestamp
    package let until: Timestamp?
    package let openedBy: Int64
    package let closedBy: Int64?

    package init(
        scope: String, text: String, tenant: TenantName, network: String, role: AllocationRole, since: Timestamp,
        until: Timestamp?, openedBy: Int64, closedBy: Int64?
    ) {
        self.scope = scope
        self.text = text
        self.tenant = tenant
        self.network = network
        self.role = role
        self.since = since
        self.until = until
        self.openedBy = openedBy
        self.closedBy = closedBy
    }
}

/// What is known of one address.
package struct AddressReport: Sendable, Equatable {
    package let address: IPAddress
    /// The pool it lies in, and the tile that holds it.
    package let pool: Pool?
    package let tile: ExtentRecord?
    /// The allocations that hold it now, by scope.
    package let allocations: [Allocation]
    /// Everybody who held it or a prefix around it, the latest first, those of now included.
    package let tenures: [Tenure]

    package init(address: IPAddress, pool: Pool?, tile: ExtentRecord?, allocations: [Allocation], tenures: [Tenure]) {
        self.address = address
        self.pool = pool
        self.tile = tile
        self.allocations = allocations
        self.tenures = tenures
    }
}

/// The store of the address plan. Each call is one transaction; what is returned from `execute` is durable.
package protocol PlanStore: Sendable {
    /// Carries a command out: planner, rows, journal and outbox in one transaction; or nothing at all, for a dry run or an error.
    ///
    /// - Throws: the planner's `TenancyError`; `.moved` when `ifRevision` is not the current revision; `.storeUnavailable` when the disk fails;
    ///   `.storeBusy` when too many changes wait.
    func execute(_ command: Command, settings: PlanSettings, context: RequestContext, dryRun: Bool) async throws
        -> Receipt

    /// The whole plan, with the revision it stands at.
    func snapshot() async throws -> PlanSnapshot
    /// The revision of the last change; 0 for an empty plan.
    func revision() async throws -> Int64
    func tenant(_ name: TenantName) async throws -> Tenant?
    /// All pools with their usage, by name.
    func pools() async throws -> [(pool: Pool, usage: PoolUsage)]
    func pool(_ name: PoolName) async throws -> (pool: Pool, usage: PoolUsage)?
    /// A pool with all there is to say about it; the forecast looks back from `now`.
    func report(_ pool: PoolName, now: Timestamp) async throws -> PoolReport?
    /// When the first quarantine, reservation or draining ends; `nil` when none is open.
    func nextExpiry() async throws -> Timestamp?
    /// The allocations of a tenant, of a pool, of both, or all; by scope and value.
    func allocations(tenant: TenantName?, pool: PoolName?) async throws -> [Allocation]
    func address(_ address: IPAddress) async throws -> AddressReport
    /// Entries below a revision, the newest first.
    func journal(before revision: Int64?, limit: Int) async throws -> [JournalEntry]

    /// The outbox, by target and object.
    func outbox() async throws -> [OutboxItem]
    /// Records what an executor did with the plan at a revision. An object that is reported without an error, and is not asked for by a later revision, is done; a
    /// done object that no longer exists in the plan leaves the outbox. `detail` is what identifies the effect, such as the commit.
    func acknowledge(_ target: OutboxTarget, revision: Int64, results: [OutboxResult], detail: String) async throws

    /// A copy of the whole plan with its journal, as it stands at one revision, proved whole and on the disk.
    ///
    /// Commands go on meanwhile.
    /// - Throws: `TenancyError` with code `store.unavailable` when there is no room for it; `store.damaged` when the plan is not whole.
    func backup() async throws -> StoredCopy
    /// The whole plan as rows, at one revision.
    func document() async throws -> PlanDocument
    /// Proves the plan whole, and looks at its files; each check is a finding, and none throws.
    func examine() async -> [Finding]
    /// Why the last write was refused; `nil` when writing works.
    func obstacle() -> WriteObstacle?
}
