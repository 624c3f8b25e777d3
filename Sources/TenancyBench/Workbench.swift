// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import Platform
internal import TenancyCore
internal import TenancyStore

/// A plan in a file, as the daemon keeps it.
struct Workbench: Sendable {
    let folder: String
    let store: SQLiteStore
    private static let settings = PlanSettings(defaultConnectivity: .egressIP)

    var path: String { "\(folder)/plan" }

    init(folder: String) async throws {
        self.folder = folder
        store = try await SQLiteStore.open(path: "\(folder)/plan", now: Self.now())
    }

    static func now() -> Timestamp { Timestamp(microseconds: SystemClock.microseconds()) }

    @discardableResult
    func execute(_ command: Command) async throws -> Receipt {
        let context = RequestContext(actor: "root", via: "socket", reason: "benchmark", now: Self.now())
        return try await store.execute(command, settings: Self.settings, context: context, dryRun: false)
    }

    func pool(_ name: String, _ kind: PoolKind, _ range: String) async throws {
        let extent = try Extent(parsingAddresses: range)
        let pool = PoolRequest(name: try PoolName(name), kind: kind, range: extent, quarantine: .zero)
        try await execute(.createPool(pool))
    }

    /// A tenant with a CIDR of this length, or with one of its own, and an egress address.
    static func tenant(_ number: Int, length: Int = 24, addresses: Int = 0) throws -> Command {
        var request = TenantRequest(name: try TenantName("t\(number)"))
        request.prefixLengths = [.ipv4: length]
        request.egressPool = try PoolName("public")
        request.publicAddresses = [.ipv4: addresses]
        request.publicPools = [.ipv4: try PoolName("public")]
        return .createTenant(request)
    }

    /// What a start proves.
    func prove() async throws {
        if let flaw = await store.examine().first(where: { $0.result == .failed }) {
            throw TenancyError(.storeDamaged, "the benchmark's plan is not whole: \(flaw)")
        }
    }

    /// Puts what was prepared on the disk, so that what is timed does not wait for its pages.
    func settle() throws {
        for file in try FileSystem.list(folder) { try FileSystem.synchronize("\(folder)/\(file)") }
    }

    /// Does something for each number, 64 at a time, as fast as the store takes it.
    func fill(_ numbers: Range<Int>, _ body: @escaping @Sendable (Int) async throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in numbers {
                if number - numbers.lowerBound >= 64 { try await group.next() }
                group.addTask { try await body(number) }
            }
            try await group.waitForAll()
        }
    }
}
