// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

package import TenancyCore

/// A pool: what was asked for, and how full it is.
package struct PoolObject: Sendable, Equatable, Codable {
    package struct Spec: Sendable, Equatable, Codable {
        /// `private`, `public`, `transit`, `vlan` or `table`.
        package var kind: String
        /// The addresses, as a prefix or a range `A-B`; for pools of addresses.
        package var cidr: String?
        /// The numbers `A-B`; for pools of numbers.
        package var range: String?
        /// What is never handed out; given at creation only.
        package var exclude: [String]?
        /// The length of an allocation that asks for none.
        package var defaultLength: Int?
        /// `best` or `first`.
        package var policy: String?
        /// How long a released extent rests, in seconds.
        package var quarantineSeconds: Int64?

        package init(
            kind: String, cidr: String? = nil, range: String? = nil, exclude: [String]? = nil,
            defaultLength: Int? = nil,
            policy: String? = nil, quarantineSeconds: Int64? = nil
        ) {
            self.kind = kind
            self.cidr = cidr
            self.range = range
            self.exclude = exclude
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
        /// The largest free aligned block, such as `/20`; for pools of addresses.
        package let largestFree: String?
        /// When the first quarantine ends.
        package let nextRelease: String?
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
            defaultLength: family.map { pool.defaultBits - $0.offset }, policy: pool.policy.rawValue,
            quarantineSeconds: pool.quarantine.components.seconds)
        status = usage.map { usage in
            func count(_ value: UInt128) -> Int64 { Int64(clamping: value) }
            return Status(
                total: pool.range.span == .max ? .max : count(pool.range.span + 1), free: count(usage.free),
                allocated: count(usage.allocated), excluded: count(usage.reserved),
                quarantined: count(usage.quarantined),
                largestFree: family.flatMap { family in usage.largestFit.map { "/\(family.width - $0)" } },
                nextRelease: usage.nextRelease?.description)
        }
    }
}
