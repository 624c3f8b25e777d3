// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import CommandLineKit
internal import TenancyAPI

enum PoolList: Subcommand {
    static let declaration = Command(
        "list", "List the pools and what is free in them",
        examples: [Example("Names only", "tenancyctl pool list -o name")])

    static func run(_ session: Session) throws {
        let answer = try session.get(ObjectList<PoolObject>.self, ["pools"])
        try session.print(answer) { list in
            list.items.map { "pool/\($0.metadata.name)" }
        } table: { list in
            session.table(
                ["name", "kind", "range", "free", "allocated", "quarantined", "largest"],
                list.items.map { pool in
                    let status = pool.status
                    let counts = [status?.free, status?.allocated, status?.quarantined]
                    return [pool.metadata.name, pool.spec.kind, pool.range]
                        + counts.map { $0.map(PoolObject.text) ?? "" } + [status?.largestFree ?? ""]
                })
        }
    }
}
