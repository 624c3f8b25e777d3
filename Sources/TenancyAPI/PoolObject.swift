// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

package import TenancyCore

/// A pool: what was asked for, and how full it is.
package struct PoolObject: Sendable, Equatable, Codable {
    package struct Spec: Sendable, Equatable, Codable {
        /// `private`, `public`, `transit`, `vlan`, `table` or `vni`.
        package var kind: String
        /// The addresses, as a prefix or a range `A-B`; for pools of addresses.
        package var cidr: String?
        /// The numbers `A-B`; for pools of numbers.
        package var range: String?
        /// The pool that it is an extent of.
        package var parent: String?
        /// The length of the range that the parent chooses; given at creation only.
        package var length: Int?
        /// What is never handed out; given at creation only.
        package var exclude: [String]?
        /// `network`, `broadcast` and `gateway`, when the range is the subnet of a link; given at creation only.
        package var reserve: [String]?
        /// The shortest and the longest length of an allocation.
        package var minLength: Int?
        package var maxLength: Int?
        /// The length of an allocation that asks for none.
        package var defaultLength: Int?
        /// `best`, `first` or `sparse`.
        package var policy: String?
        /// How long a released extent rests, in seconds.
        package var quarantineSeconds: Int64?

        package init(
            kind: String, cidr: String? = nil, range: String? = nil, parent: String? = nil, length: Int? = nil,
            exclude: [String]? = nil, reserve: [String]? = nil, defaultLength: Int? = nil, minLength: Int? = nil,
            maxLength: Int? = nil, policy: String? = nil, quarantineSeconds: Int64? = nil
        ) {
            self.kind = kind
            self.cidr = cidr
            self.range = range
            self.parent = parent
            self.length = length
            self.exclude = exclude
            self.reserve = reserve
            self.minLength = minLength
            self.maxLength = maxLength
            self.defaultLength = defaultLength
            self.policy = policy
            self.quarantineSeconds = quarantineSeconds
        }
    }

    /// Counts are in addresses or numbers, and stop at 2^63-1.
    package struct Status: Sendable, Equatable, Codable {
        package let total: Int64
        package let free: Int64
        package let allocated: Int64
        package let excluded: Int64
        package let quarantined: Int64
        /// What waits for somebody for a while.
        package let reserved: Int64?
        /// The largest free aligned block, such as `/20`; for pools of addresses.
        package let largestFree: String?
        /// When the first quarantine, reservation or draining ends.
        package let nextRelease: String?
        /// The part that is not free, in percent.
        package var utilisation: Double?
        package var children: [Child]?
        /// What is excluded, reserved, quarantined or drained; the first 200.
        package var held: [Hold]?
        /// How many blocks of each length could still be allocated.
        package var blocks: [Blocks]?
        package var forecast: Forecast?
    }

    /// A child pool.
    package struct Child: Sendable, Equatable, Codable {
        package let name: String
        package let range: String
    }

    /// A run that cannot be had.
    package struct Hold: Sendable, Equatable, Codable {
        package let range: String
        /// `excluded`, `reserved`, `quarantined` or `draining`.
        package let state: String
        /// Who held it, or whom it waits for.
        package let tenant: String?
        package let until: String?
        package let reason: String?
    }

    package struct Blocks: Sendable, Equatable, Codable {
        package let length: Int
        package let count: Int64
    }

    /// What the last days say of the next ones, in addresses or numbers.
    package struct Forecast: Sendable, Equatable, Codable {
        package let windowDays: Int64
        package let allocated: Int64
        package let released: Int64
        /// Absent when the pool does not fill.
        package let daysLeft: Int64?
    }

    package var apiVersion: String? = APIVersion.current
    package var kind: String? = "Pool"
    package let metadata: ObjectMetadata
    package let spec: Spec
    package var status: Status?

    package init(metadata: ObjectMetadata, spec: Spec, status: Status? = nil) {
        self.metadata = metadata
        self.spec = spec
        self.status = status
    }
}

extension PoolObject {
    /// The pool as the API shows it.
    package init(_ pool: Pool, usage: PoolUsage?) {
        let text = pool.text(pool.range)
        let family = pool.family
        metadata = ObjectMetadata(name: pool.name.description)
        spec = Spec(
            kind: pool.kind.rawValue, cidr: family == nil ? nil : text, range: family == nil ? text : nil,
            parent: pool.parent?.description, defaultLength: family.map { pool.defaultBits - $0.offset },
            minLength: family.flatMap { family in pool.minBits.map { $0 - family.offset } },
            maxLength: family.flatMap { family in pool.maxBits.map { $0 - family.offset } },
            policy: pool.policy.rawValue,
            quarantineSeconds: pool.quarantine.components.seconds)
        status = usage.map { usage in
            func count(_ value: UInt128) -> Int64 { Int64(clamping: value) }
            return Status(
                total: pool.range.span == .max ? .max : count(pool.range.span + 1), free: count(usage.free),
                allocated: count(usage.allocated), excluded: count(usage.reserved),
                quarantined: count(usage.quarantined), reserved: count(usage.held),
                largestFree: family.flatMap { family in usage.largestFit.map { "/\(family.width - $0)" } },
                nextRelease: usage.nextRelease?.description)
        }
    }
}

extension PoolObject {
    /// The pool with everything that says how it stands.
    package init(_ report: PoolReport) {
        self.init(report.pool, usage: report.usage)
        let pool = report.pool
        let offset = pool.family?.offset ?? 0
        status?.utilisation = Double(report.used) / 10
        status?.children = report.children.map { Child(name: "\($0.name)", range: $0.text($0.range)) }
        status?.held = report.tiles.map { tile in
            Hold(
                range: pool.text(tile.extent), state: AddressObject.text(tile.state),
                tenant: tile.claimant?.description,
                until: tile.until?.description, reason: tile.reason)
        }
        status?.blocks = report.blocks.map { Blocks(length: $0.bits - offset, count: Int64(clamping: $0.count)) }
        status?.forecast = Forecast(
            windowDays: PoolReport.window.components.seconds / 86_400, allocated: Int64(clamping: report.opened),
            released: Int64(clamping: report.closed), daysLeft: report.daysLeft)
    }
}
