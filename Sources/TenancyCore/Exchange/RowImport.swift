// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// The rows of a file that shall go into the plan, one transaction for all.
package struct RowImport: Sendable, Equatable {
    package enum Content: Sendable, Equatable {
        /// A pool, and which of its settings the row does not say: `policy`, `quarantine`, `default length`.
        case pool(PoolRequest, unsaid: Set<String> = [])
        /// A run of a pool that is kept from others.
        case exclusion(ExclusionRow)
        /// A value that a tenant shall hold.
        case allocation(AllocationRow)
        /// Space that another system knows.
        case space(SpaceRow)
    }

    package struct Row: Sendable, Equatable {
        package let line: Int
        package let content: Content

        package init(line: Int, content: Content) {
            self.line = line
            self.content = content
        }
    }

    /// The kind of the file, as the journal names it.
    package let source: String
    package var rows: [Row] = []
    /// What was refused while the file was read.
    package var refused: [RefusedRow] = []
    /// Rows that say nothing.
    package var skipped = 0
    /// Whether the good rows go in although others are refused.
    package var isPartial = false

    package init(source: String) { self.source = source }
}

/// A value that a tenant shall hold.
package struct AllocationRow: Sendable, Equatable {
    package let extent: Extent
    package let pool: PoolName?
    package let role: AllocationRole
    package let tenant: TenantName
    package let network: NetworkKey
    /// `nil` when the file does not say.
    package var labels: [String: String]?
    /// When it is released, for one that is being drained; the outer `nil` when the file does not say.
    package var drainingUntil: Timestamp??

    package init(extent: Extent, pool: PoolName?, role: AllocationRole, tenant: TenantName, network: NetworkKey) {
        self.extent = extent
        self.pool = pool
        self.role = role
        self.tenant = tenant
        self.network = network
    }
}

/// A run of a pool that is never handed out, or to one tenant only.
package struct ExclusionRow: Sendable, Equatable {
    package let pool: PoolName
    package let extent: Extent
    /// For whom it is kept.
    package let tenant: TenantName?
    package let reason: String?

    package init(pool: PoolName, extent: Extent, tenant: TenantName?, reason: String?) {
        self.pool = pool
        self.extent = extent
        self.tenant = tenant
        self.reason = reason
    }
}

/// A prefix or an address that another system knows.
package struct SpaceRow: Sendable, Equatable {
    package enum Kind: Sendable, Equatable {
        /// Space to allocate from, whose parts say for themselves what is used.
        case container
        /// A subnet of a system that has no containers: one around others is one, and so is one in no pool.
        case subnet
        /// Used as a whole.
        case used
    }

    package let extent: Extent
    package let kind: Kind
    /// Who uses it and what for, in the other system's words.
    package let note: String
    /// Whose it is, as far as a tenant of ours can have the name.
    package var tenant: TenantName?
    /// The other system's VRF, which is a network of the tenant's; `nil` for the global table.
    package var vrf: String?
    /// What the tenant has a single public address for.
    package var role = AllocationRole.reserved

    package init(extent: Extent, kind: Kind, note: String) {
        self.extent = extent
        self.kind = kind
        self.note = note
    }
}
