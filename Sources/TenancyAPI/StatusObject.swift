// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// How far the plan has come: what the kernel and Git were told, and what is in the way.
package struct StatusObject: Sendable, Equatable, Codable {
    /// One executor's view of one object.
    package struct Item: Sendable, Equatable, Codable {
        /// `kernel` or `manifests`.
        package let target: String
        /// A network for the kernel, a tenant for the manifests.
        package let object: String
        /// `done`, `pending`, `failed`, or `proposed` for what waits for people.
        package let state: String
        /// The revision that asks for it.
        package let revision: Int64
        package let error: String?
        package let hint: String?
        /// Where it waits for people, for what is proposed.
        package let proposed: String?

        package init(
            target: String, object: String, state: String, revision: Int64, error: String?, hint: String?,
            proposed: String? = nil
        ) {
            self.proposed = proposed
            self.target = target
            self.object = object
            self.state = state
            self.revision = revision
            self.error = error
            self.hint = hint
        }
    }

    /// What an executor did last.
    package struct Executor: Sendable, Equatable, Codable {
        /// `kernel` or `manifests`.
        package let target: String
        /// The revision that it carried out last; `nil` before its first round.
        package let revision: Int64?
        /// When.
        package let at: String?
        /// What it wrote in its last round that wrote anything, at most 200 lines.
        package let lastChanges: [String]
        /// How many objects it has written since the daemon started: kernel operations, or files.
        package let writes: Int
        /// The last commit; for the manifests.
        package let commit: String?
        /// Why its last round failed as a whole.
        package let error: String?
        package let hint: String?
        /// How many of the writes put back what somebody else had changed, and when the last of them was; for the kernel.
        package let repairs: Int?
        package let lastRepair: String?
        /// What somebody should look at although nothing failed; the last since the daemon started.
        package let notice: String?

        package init(
            target: String, revision: Int64?, at: String?, lastChanges: [String], writes: Int, commit: String?,
            error: String?, hint: String?, repairs: Int? = nil, lastRepair: String? = nil,
            notice: String? = nil
        ) {
            self.notice = notice
            self.repairs = repairs
            self.lastRepair = lastRepair
            self.target = target
            self.revision = revision
            self.at = at
            self.lastChanges = lastChanges
            self.writes = writes
            self.commit = commit
            self.error = error
            self.hint = hint
        }
    }

    /// Whether the plan can be changed.
    package struct Store: Sendable, Equatable, Codable {
        /// `writing`; `refusing` when the disk refused the last write and the next is tried; `read-only` when nothing is written before a restart.
        package let state: String
        package let error: String?
        package let hint: String?

        package init(state: String, error: String?, hint: String?) {
            self.state = state
            self.error = error
            self.hint = hint
        }
    }

    package var apiVersion = APIVersion.current
    package var kind: String
    /// The tenant's name in the status of one tenant.
    package let tenant: String?
    package let version: String
    package let revision: Int64
    package let tenants: Int
    package let executors: [Executor]
    /// In the status of the whole.
    package let store: Store?
    /// For a tenant everything; for the whole only what is pending or failed.
    package let items: [Item]

    /// How far the tenant has come; in the status of one tenant.
    package var chain: ChainObject?
    /// `draining`, `withdrawing` or `removing`: how far the tenant is on its way out.
    package var departure: String?

    package init(
        kind: String, tenant: String?, revision: Int64, tenants: Int, executors: [Executor], items: [Item],
        store: Store? = nil, chain: ChainObject? = nil, departure: String? = nil
    ) {
        self.chain = chain
        self.departure = departure
        self.kind = kind
        self.tenant = tenant
        version = APIVersion.program
        self.revision = revision
        self.tenants = tenants
        self.executors = executors
        self.items = items
        self.store = store
    }

    /// `done`, `proposed`, `pending` or `failed`: the worst of the items.
    package var state: String {
        ["failed", "pending", "proposed"].first { state in items.contains { $0.state == state } } ?? "done"
    }
}
