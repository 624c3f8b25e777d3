// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import TenancyCore
internal import TenancyStore

extension Bench {
    /// A table of another system, of which one row in a hundred cannot be right: read, refused as a whole, then taken in as far as it is good.
    var imports: [Case] {
        let count = scaled(100_000)
        return [
            Case(name: "import-\(count)-rows") { bench in
                let bytes = Self.table(count)
                func take(partial: Bool) async throws -> ImportReport {
                    var rows = try RowImport(netbox: bytes)
                    rows.isPartial = partial
                    guard let report = try await bench.execute(.importRows(rows)).plan.report else {
                        throw TenancyError(.internal, "an import has no report")
                    }
                    let bad = (1...(count / 100)).map { $0 * 100 + 1 }
                    guard report.refused.map(\.line) == bad, report.isAccepted == partial else {
                        throw TenancyError(.internal, "an import did not refuse what is bad, and only that")
                    }
                    return report
                }
                _ = try await take(partial: false)
                guard try await bench.store.revision() == 0 else {
                    throw TenancyError(.internal, "a table that was refused has left something")
                }
                var timing = try await Timing.of(1) { _ in
                    guard try await take(partial: true).imported == count - count / 100 else {
                        throw TenancyError(.internal, "good rows are missing")
                    }
                }
                timing.rows = count
                try await bench.prove()
                return timing
            }
        ]
    }

    /// A container and so many addresses, as NetBox exports them; each hundredth is none.
    private static func table(_ count: Int) -> [UInt8] {
        var text = "Prefix,Status,VRF,Tenant,Description\n10.0.0.0/8,container,,,\n"
        for number in 0..<(count - 1) {
            let isBad = number % 100 == 98
            text +=
                "10.\(number >> 16).\(number >> 8 & 255).\(isBad ? "x" : "\(number & 255)")/32,active,,acme,host \(number)\n"
        }
        return Array(text.utf8)
    }
}
