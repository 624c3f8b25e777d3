// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// Everything that the executors need, at one revision.
package struct PlanSnapshot: Sendable, Equatable {
    package let revision: Int64
    /// Sorted by name.
    package let tenants: [Tenant]
    /// Sorted by name.
    package let leaks: [Leak]
    private var lineage = Lineage<TenantName>()

    package init(revision: Int64, tenants: [Tenant], leaks: [Leak] = []) {
        self.revision = revision
        // A look at what is in order already costs much less than to sort it.
        let isSorted = zip(tenants, tenants.dropFirst()).allSatisfy { $0.name < $1.name }
        self.tenants = isSorted ? tenants : tenants.sorted { $0.name < $1.name }
        self.leaks = leaks.sorted { $0.name < $1.name }
        lineage.complete()
    }

    private init(revision: Int64, inOrder tenants: [Tenant], leaks: [Leak], lineage: Lineage<TenantName>) {
        self.revision = revision
        self.tenants = tenants
        self.leaks = leaks.sorted { $0.name < $1.name }
        self.lineage = lineage
        self.lineage.complete()
    }

    /// A later plan.
    ///
    /// - Parameter changes: by name the tenants that are others than here; `nil` for one that is gone.
    package func updated(to revision: Int64, _ changes: [TenantName: Tenant?], leaks: [Leak]) -> PlanSnapshot {
        var tenants = tenants
        var lineage = lineage
        for (name, tenant) in changes {
            lineage.note(name)
            let (place, isThere) = tenants.place(of: name)
            switch (tenant, isThere) {
            case (let tenant?, true): tenants[place] = tenant
            case (let tenant?, false): tenants.insert(tenant, at: place)
            case (nil, true): tenants.remove(at: place)
            case (nil, false): break
            }
        }
        return PlanSnapshot(revision: revision, inOrder: tenants, leaks: leaks, lineage: lineage)
    }

    /// The tenants that are new or others than in an older plan, and the names of those that are gone; both in order.
    package func changes(since old: PlanSnapshot) -> (changed: [Tenant], removed: [TenantName]) {
        guard let names = lineage.changes(since: old.lineage) else { return tenants.changes(since: old.tenants) }
        var changes: (changed: [Tenant], removed: [TenantName]) = ([], [])
        for name in names.sorted() {
            let (tenant, before) = (tenants.named(name), old.tenants.named(name))
            guard tenant != before else { continue }
            if let tenant { changes.changed.append(tenant) } else { changes.removed.append(name) }
        }
        return changes
    }

    package static func == (one: Self, other: Self) -> Bool {
        one.revision == other.revision && one.tenants == other.tenants && one.leaks == other.leaks
    }

    package var networks: [Network] { tenants.flatMap(\.networks) }
}

extension [Tenant] {
    /// The tenants that are new or others than before, and the names of those that are gone. Both plans are in order.
    fileprivate func changes(since old: [Tenant]) -> (changed: [Tenant], removed: [TenantName]) {
        var changed: [Tenant] = []
        var removed: [TenantName] = []
        var place = old.startIndex
        for tenant in self {
            while place < old.endIndex, old[place].name < tenant.name {
                removed.append(old[place].name)
                place += 1
            }
            guard place < old.endIndex, old[place].name == tenant.name else {
                changed.append(tenant)
                continue
            }
            if old[place] != tenant { changed.append(tenant) }
            place += 1
        }
        return (changed, removed + old[place...].map(\.name))
    }

    /// Where a tenant of this name is, or belongs; the tenants are in order.
    fileprivate func place(of name: TenantName) -> (place: Int, isThere: Bool) {
        var (low, high) = (startIndex, endIndex)
        while low < high {
            let middle = (low + high) / 2
            if self[middle].name < name { low = middle + 1 } else { high = middle }
        }
        return (low, low < endIndex && self[low].name == name)
    }

    fileprivate func named(_ name: TenantName) -> Tenant? {
        let (place, isThere) = place(of: name)
        return isThere ? self[place] : nil
    }
}
