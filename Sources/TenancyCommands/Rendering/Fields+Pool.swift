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
        add("Parent", ifAny: spec.parent)
        add("Default length", ifAny: spec.defaultLength.map { "/\($0)" })
        add("Shortest length", ifAny: spec.minLength.map { "/\($0)" })
        add("Longest length", ifAny: spec.maxLength.map { "/\($0)" })
        add("Policy", ifAny: spec.policy)
        add("Quarantine", ifAny: spec.quarantineSeconds.map { Duration.seconds($0).text })
        if let status = pool.status {
            add("Total", PoolObject.text(status.total))
            add("Free", PoolObject.text(status.free))
            add("Allocated", PoolObject.text(status.allocated))
            add("Excluded", PoolObject.text(status.excluded))
            add("Quarantined", PoolObject.text(status.quarantined))
            add("Reserved", ifAny: status.reserved.flatMap { $0 == 0 ? nil : PoolObject.text($0) })
            add("Used", ifAny: status.utilisation.map { "\($0) %" })
            add("Largest free", ifAny: status.largestFree)
            add("Still to be had", ifAny: status.blocks.flatMap(PoolObject.text))
            add("Next release", ifAny: status.nextRelease?.inSeconds)
            add("Forecast", ifAny: status.forecast?.text)
            add("Child", ifEach: status.children?.map { "\($0.name) \($0.range)" })
            add("Held back", ifEach: status.held?.map(\.text))
        }
    }
}

extension PoolObject {
    /// The addresses or the numbers.
    var range: String { spec.cidr ?? spec.range ?? "" }

    /// How many blocks of each length could still be allocated.
    static func text(_ blocks: [Blocks]) -> String? {
        blocks.isEmpty ? nil : blocks.map { "/\($0.length): \(text($0.count))" }.joined(separator: ", ")
    }

    /// A count; the API's stop at 2^63-1.
    static func text(_ count: Int64) -> String { count == .max ? ">=2^63-1" : String(count) }
}

extension PoolObject.Hold {
    fileprivate var text: String {
        let owner = tenant.map { state == "quarantined" ? "after tenant \($0)" : "for tenant \($0)" }
        let parts = [state, owner, until.map { "until \($0.inSeconds)" }, reason.map { "(\($0))" }]
        return "\(range) " + parts.compactMap { $0 }.joined(separator: " ")
    }
}

extension PoolObject.Forecast {
    fileprivate var text: String {
        let past = "\(allocated) allocated and \(released) released in \(windowDays) days"
        return daysLeft.map { "\(PoolObject.text($0)) days left: \(past)" } ?? "does not fill: \(past)"
    }
}

extension Fields {
    /// A field for each value, or none at all for none.
    fileprivate mutating func add(_ name: String, ifEach values: [String]?) {
        if let values, !values.isEmpty { add(name, each: values) }
    }
}
