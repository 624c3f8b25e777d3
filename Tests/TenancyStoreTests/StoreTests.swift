// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import SQLite
import TenancyCore
import Testing

@testable import TenancyStore

@Suite("Store", .serialized)
struct StoreTests {
    private let folder: TemporaryFolder
    private let store: SQLiteStore

    init() async throws {
        folder = try TemporaryFolder()
        store = try await SQLiteStore.open(path: folder.file("plan"), now: Fixture.start)
        for pool in try Fixture.pools() { try await store.execute(pool) }
    }

    @Test("the tenant and the network that a change tells of are as they are read", arguments: Connectivity.allCases)
    func told(connectivity: Connectivity) async throws {
        let folder = try TemporaryFolder()
        let store = try await SQLiteStore.open(path: folder.file("plan"), now: Fixture.start)
        let numbers = PoolRequest(
            name: try PoolName("vnis"), kind: .vni, range: try Extent(parsingNumbers: "10000-19999"))
        for pool in try Fixture.pools() + [.createPool(numbers)] { try await store.execute(pool) }
        var settings = Fixture.settings
        settings.features = [.evpn]
        func execute(_ command: Command) async throws -> Receipt {
            try await store.execute(
                command, settings: settings, context: Fixture.context(Fixture.start), dryRun: false)
        }
        var request = TenantRequest(name: try TenantName("acme"))
        (request.connectivity, request.prefixLengths) = (connectivity, [.ipv4: 24, .ipv6: 64])
        (request.publicAddresses, request.quotas) = ([.ipv4: 3], [.publicIPv4: 9, .publicIPv6: 2])
        request.labels = ["tier": "gold"]
        let receipt = try await execute(.createTenant(request))
        #expect(try await receipt.plan.tenant == store.tenant(request.name))
        var network = NetworkRequest(key: try NetworkKey("acme-2"), tenant: request.name)
        (network.connectivity, network.prefixLengths) = (connectivity, [.ipv4: 25])
        let other = try await execute(.createNetwork(network))
        #expect(try await other.plan.network == store.network(network.key))
    }

    @Test("a tenant is returned as it was planned, and read back the same way by every query")
    func tenant() async throws {
        let receipt = try await store.execute(try Fixture.tenant("acme", .hostVRF, ipv6: true))
        let tenant = try #require(receipt.plan.tenant)
        #expect(receipt.revision == 8)
        #expect(try await store.revision() == 8)
        #expect(try await store.tenant(tenant.name) == tenant)
        #expect(try await store.snapshot() == PlanSnapshot(revision: 8, tenants: [tenant]))
        let network = try #require(tenant.networks.first)
        #expect(network.cidrs.map(\.description) == ["10.0.0.0/24", "2001:db8:1::/64"])
        #expect(network.loadBalancerAddresses.map(\.description) == ["203.0.113.1", "203.0.113.2"])
        #expect(network.vlan == 100)
        #expect(network.table == 256)
        let all = try await store.allocations(tenant: nil, pool: nil)
        #expect(all == network.allocations.sorted { ($0.scope.name, $0.extent) < ($1.scope.name, $1.extent) })
        #expect(try await store.allocations(tenant: tenant.name, pool: nil) == all)
        #expect(
            try await store.allocations(tenant: nil, pool: PoolName("public")).map(\.text) == [
                "203.0.113.1", "203.0.113.2",
            ]
        )
        #expect(try await store.allocations(tenant: tenant.name, pool: PoolName("vlans")).map(\.text) == ["100"])
        #expect(try await store.allocations(tenant: TenantName("other"), pool: nil) == [])
    }

    @Test("pools are listed by name with what they hold")
    func usage() async throws {
        try await store.execute(try Fixture.tenant("acme"))
        #expect(
            try await store.pools().map(\.pool.name.description)
                == ["private", "private6", "public", "tables", "transit", "transit6", "vlans"])
        let (pool, usage) = try #require(try await store.pool(PoolName("public")))
        #expect(pool.quarantine == .seconds(3600))
        #expect(usage.allocated == 2)
        #expect(usage.reserved == 2)
        #expect(usage.free == 28)
        #expect(usage.largestFit == 3)
        #expect(usage.nextRelease == nil)
        try await store.execute(.deleteTenant(TenantName("acme")))
        let after = try #require(try await store.pool(PoolName("public"))).usage
        #expect(after.quarantined == 2)
        #expect(after.nextRelease == Fixture.start + .seconds(3600))
        #expect(try await store.pool(PoolName("none")) == nil)
    }

    @Test("a dry run answers what the command then does, and leaves nothing")
    func dryRun() async throws {
        let command = try Fixture.tenant("acme")
        let before = try await store.snapshot()
        let tried = try await store.execute(command, dryRun: true)
        #expect(tried.dryRun)
        #expect(tried.revision == 7)
        #expect(try await store.snapshot() == before)
        #expect(try await store.outbox() == [])
        let done = try await store.execute(command)
        #expect(done.plan == tried.plan)
    }

    @Test("a refused command leaves nothing, not even the generation it took")
    func refused() async throws {
        let error = await answer { try await store.execute(try Fixture.tenant("acme", addresses: 40)) }
        #expect(error?.code == .exhausted)
        #expect(try await store.snapshot() == PlanSnapshot(revision: 7, tenants: []))
        let network = try await store.execute(try Fixture.tenant("acme")).plan.tenant?.networks.first
        #expect(network?.spec.generation == 1)
    }

    @Test("a command for another revision than the current one is refused")
    func moved() async throws {
        let command = try Fixture.tenant("acme")
        let error = await answer {
            _ = try await store.execute(
                command, settings: Fixture.settings, context: Fixture.context(ifRevision: 6), dryRun: false)
        }
        #expect(error?.code == .moved)
        #expect(error?.message == "the plan is at revision 7, not 6")
        let receipt = try await store.execute(
            command, settings: Fixture.settings, context: Fixture.context(ifRevision: 7), dryRun: false)
        #expect(receipt.revision == 8)
    }

    @Test("a generation never returns")
    func generations() async throws {
        for generation in 1...3 {
            let receipt = try await store.execute(try Fixture.tenant("acme"))
            #expect(receipt.plan.tenant?.networks.first?.spec.generation == generation)
            try await store.execute(.deleteTenant(TenantName("acme")))
        }
    }

    @Test("a released address rests until its quarantine ends, then is free and merged")
    func quarantine() async throws {
        try await store.execute(try Fixture.tenant("acme"))
        try await store.execute(.deleteTenant(TenantName("acme")))
        let second = try await store.execute(try Fixture.tenant("blue"), at: Fixture.start + .seconds(3599))
        #expect(
            second.plan.tenant?.networks.first?.loadBalancerAddresses.map(\.description) == [
                "203.0.113.3", "203.0.113.4",
            ]
        )
        let third = try await store.execute(try Fixture.tenant("cyan"), at: Fixture.start + .seconds(3600))
        #expect(
            third.plan.tenant?.networks.first?.loadBalancerAddresses.map(\.description) == [
                "203.0.113.1", "203.0.113.2",
            ]
        )
        #expect(third.plan.steps.contains { $0.verb == .free })
    }

    @Test("an address tells its pool, its tile, who holds it and who held it")
    func address() async throws {
        try await store.execute(try Fixture.tenant("acme", .hostVRF))
        try await store.execute(.deleteTenant(TenantName("acme")), at: Fixture.start + .seconds(1))
        try await store.execute(try Fixture.tenant("blue", .hostVRF), at: Fixture.start + .seconds(7200))
        let report = try await store.address(IPAddress(parsing: "203.0.113.1"))
        #expect(report.pool?.name.description == "public")
        #expect(report.tile?.state == .allocated)
        #expect(report.allocations.map(\.tenant.description) == ["blue"])
        #expect(report.tenures.map(\.tenant.description) == ["blue", "acme"])
        #expect(report.tenures.map(\.openedBy) == [10, 8])
        #expect(report.tenures.map(\.closedBy) == [nil, 9])
        #expect(report.tenures.map(\.until) == [nil, Fixture.start + .seconds(1)])
        let inside = try await store.address(IPAddress(parsing: "10.0.0.77"))
        #expect(inside.allocations.map(\.text) == ["10.0.0.0/24"])
        #expect(inside.allocations.map(\.scope) == [.vrf(try NetworkKey("blue"))])
        #expect(inside.tenures.map(\.text) == ["10.0.0.0/24", "10.0.0.0/24"])
        let unknown = try await store.address(IPAddress(parsing: "198.51.100.1"))
        #expect(unknown.pool == nil)
        #expect(unknown.tenures == [])
        // ::64 is where VLAN 100 lies in the shared space.
        #expect(try await store.address(IPAddress(parsing: "::64")).tenures == [])
    }

    @Test("two tenants may have the same CIDR in two VRFs, and an address inside names both")
    func overlapping() async throws {
        for name in ["acme", "blue"] {
            var request = TenantRequest(name: try TenantName(name))
            request.connectivity = .hostVRF
            request.cidrs = [try Prefix(parsing: "172.16.0.0/16")]
            try await store.execute(.createTenant(request))
        }
        let report = try await store.address(IPAddress(parsing: "172.16.1.1"))
        #expect(report.allocations.map(\.scope.name) == ["vrf:acme", "vrf:blue"])
    }

    @Test("the journal lists the newest first, within limits, and chains its hashes")
    func journal() async throws {
        try await store.execute(try Fixture.tenant("acme"))
        let entries = try await store.journal(before: nil, limit: 3)
        #expect(entries.map(\.revision) == [8, 7, 6])
        #expect(entries.first?.verb == "tenant.create")
        #expect(entries.first?.object == "acme")
        #expect(entries.first?.actor == "root")
        #expect(entries.first?.reason == "a test")
        #expect(entries.first?.steps.first == Plan.Step(.create, "tenant acme", "vrf-lite"))
        #expect(entries.allSatisfy { $0.hash.count == 64 })
        #expect(try await store.journal(before: 3, limit: 10).map(\.revision) == [2, 1])
        #expect(try await store.journal(before: 1, limit: 10) == [])
        #expect(try await store.journal(before: nil, limit: 0) == [])
    }

    @Test("the changeset of an entry holds the plan's tables, and neither the journal nor what is derived")
    func changeset() async throws {
        try await store.execute(try Fixture.tenant("acme"))
        let connection = try Connection(path: folder.file("plan"), access: .readOnly)
        var rows = try connection.query("SELECT changeset FROM journal ORDER BY seq DESC LIMIT 1")
        #expect(try rows.next())
        // Each table's part starts with 'T', the number of columns, a byte for each, and the name.
        let text = String(decoding: try rows.blob(0), as: Unicode.ASCII.self)
        for table in [
            "extent", "tenant", "network", "network_namespace", "network_generation", "allocation", "tenure",
        ] {
            #expect(text.contains("\u{0}\(table)\u{0}") || text.contains("\u{1}\(table)\u{0}"), "\(table)")
        }
        for table in ["pool_usage", "journal", "outbox"] { #expect(!text.contains("\(table)\u{0}")) }
    }

    @Test("a clock that runs backwards does not turn the journal or a tenure around")
    func clock() async throws {
        try await store.execute(try Fixture.tenant("acme"), at: Fixture.start + .seconds(10))
        try await store.execute(.deleteTenant(TenantName("acme")), at: Fixture.start)
        #expect(try await store.journal(before: nil, limit: 1).map(\.at) == [Fixture.start + .seconds(10)])
        let tenures = try await store.address(IPAddress(parsing: "203.0.113.1")).tenures
        #expect(tenures.map(\.until) == [Fixture.start + .seconds(10)])
    }

    @Test("commands that come at the same time get different addresses")
    func concurrent() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<14 {
                group.addTask { [store] in
                    try await store.execute(try Fixture.tenant("t\(number)", .egressIP, addresses: 1))
                }
            }
            try await group.waitForAll()
        }
        let snapshot = try await store.snapshot()
        #expect(snapshot.revision == 21)
        let addresses = snapshot.networks.flatMap { $0.loadBalancerAddresses + $0.egressAddresses }
        #expect(Set(addresses).count == 28)
    }

    @Test("the outbox asks for what changed, and forgets what is done and gone")
    func outbox() async throws {
        func state() async throws -> [String] {
            try await store.outbox().map {
                "\($0.target) \($0.object) \($0.appliedRevision)/\($0.revision)\($0.error.map { " \($0)" } ?? "")"
            }
        }
        func done(_ object: String, _ error: String? = nil) -> [OutboxResult] {
            [OutboxResult(object: object, error: error, hint: error.map { _ in "try again" })]
        }
        try await store.execute(try Fixture.tenant("acme"))
        #expect(try await state() == ["kernel acme 0/8", "manifests acme 0/8"])
        // An executor that saw an older plan has not done it.
        try await store.acknowledge(.kernel, revision: 7, results: done("acme"), detail: "", at: Fixture.start)
        #expect(try await state() == ["kernel acme 7/8", "manifests acme 0/8"])
        try await store.acknowledge(
            .kernel, revision: 8, results: done("acme", "no device eno1"), detail: "", at: Fixture.start)
        #expect(try await state() == ["kernel acme 7/8 no device eno1", "manifests acme 0/8"])
        #expect(try await store.outbox().first?.hint == "try again")
        try await store.acknowledge(
            .kernel, revision: 9, results: done("acme") + done("unknown"), detail: "", at: Fixture.start)
        try await store.acknowledge(.manifests, revision: 8, results: done("acme"), detail: "c0ffee", at: Fixture.start)
        #expect(try await state() == ["kernel acme 8/8", "manifests acme 8/8"])
        #expect(try await store.outbox().allSatisfy { !$0.isPending })

        try await store.execute(.deleteTenant(TenantName("acme")))
        #expect(try await state() == ["kernel acme 8/9", "manifests acme 8/9"])
        try await store.acknowledge(.manifests, revision: 8, results: done("acme"), detail: "c0ffee", at: Fixture.start)
        #expect(try await state() == ["kernel acme 8/9", "manifests acme 8/9"])
        try await store.acknowledge(.kernel, revision: 9, results: done("acme"), detail: "", at: Fixture.start)
        #expect(try await state() == ["manifests acme 8/9"])
        try await store.acknowledge(.manifests, revision: 9, results: done("acme"), detail: "beef", at: Fixture.start)
        #expect(try await state() == [])
    }

    @Test("a second store on the same file is refused and told who has it")
    func doubleOpen() async throws {
        let path = folder.file("plan")
        let error = await answer { _ = try await SQLiteStore.open(path: path, now: Fixture.start) }
        #expect(error?.code == .storeUnavailable)
        #expect(error?.message == "cannot open the plan \(path)")
        #expect(error?.cause?.hasPrefix("cannot lock \(path).lock: held by process ") == true)
        #expect(try await store.revision() == 7)
    }
}
