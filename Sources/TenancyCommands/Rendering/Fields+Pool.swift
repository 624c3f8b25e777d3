// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import CommandLineKit
internal import TenancyAPI

extension Fields {
    /// What is to be said of a pool.
    mutating func add(_ pool: PoolObject) {
        let spec = pool.spec
        add("Pool", pool.metadata.name)
        add("Kind", spec.kind)
        add("Range", pool.range)
        add("Default length", ifAny: spec.defaultLength.map { "/\($0)" })
        add("Policy", ifAny: spec.policy)
        add("Quarantine", ifAny: spec.quarantineSeconds.map { Duration.seconds($0).text })
        if let status = pool.status {
            add("Total", PoolObject.text(status.total))
            add("Free", PoolObject.text(status.free))
            add("Allocated", PoolObject.text(status.allocated))
            add("Excluded", PoolObject.text(status.excluded))
            add("Quarantined", PoolObject.text(status.quarantined))
            add("Largest free", ifAny: status.largestFree)
            add("Next release", ifAny: status.nextRelease?.inSeconds)
        }
    }
}

extension PoolObject {
    /// The addresses or the numbers.
    var range: String { spec.cidr ?? spec.range ?? "" }

    /// A count; the API's stop at 2^63-1.
    static func text(_ count: Int64) -> String { count == .max ? ">=2^63-1" : String(count) }
}
