// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import TenancyCore

extension Fixture {
    /// A command, and what comes before it in the plan of `Fixture.plan`.
    struct UseCase: Sendable, CustomStringConvertible {
        let description: String
        let before: [Command]
        let command: Command
        /// When the command comes, after what is before it.
        let delay: Duration

        init(_ name: String, after before: [Command] = [], delay: Duration = .zero, _ command: Command) {
            description = name
            self.before = before
            self.command = command
            self.delay = delay
        }
    }

    /// What every command does, in each way in which it writes something else. `Fixture.changes` are among them.
    static func useCases() throws -> [UseCase] {
        try changes.map { UseCase($0.name, try $0.make()) } + pools(before: 0) + addresses() + tenants() + files()
            + undos()
    }

    private static func pools(before: Int) throws -> [UseCase] {
        let child = Command.createPool(
            PoolRequest(
                name: try PoolName("child"), kind: .private, parent: try PoolName("private"),
                range: try extent("10.0.128.0/20")))
        var resize = PoolChange(name: try PoolName("public"))
        resize.range = try Extent(parsingAddresses: "203.0.113.0-203.0.113.40")
        return [
            UseCase("make a pool", try pool("more", .public, "198.51.100.0/28", exclude: ["198.51.100.7"])),
            UseCase("delete a pool", .deletePool(try PoolName("transit6"))),
            UseCase("delete a child pool", after: [child], .deletePool(try PoolName("child"))),
            UseCase("resize a pool", .updatePool(resize)),
        ]
    }

    private static func address(_ text: String, of tenant: String = "acme", _ role: AllocationRole = .floating) throws
        -> AddressRequest
    {
        var request = AddressRequest(tenant: try TenantName(tenant), role: role)
        if tenant == "acme" { request.network = try NetworkKey("acme") }
        request.values = [try IPAddress(parsing: text).bits]
        return request
    }

    private static func addresses() throws -> [UseCase] {
        let first = try IPAddress(parsing: "203.0.113.1").bits
        let drain = Command.release(AddressRelease(value: first, drain: .seconds(60)))
        let release = Command.release(AddressRelease(value: first))
        var hold = ReservationRequest(
            owner: try TenantName("acme"), pool: try PoolName("public"), lifetime: .seconds(60))
        hold.extent = try extent("203.0.113.16/31")
        var orNext = try address("203.0.113.2")
        orNext.orNext = true
        var broken = try address("203.0.113.1", of: "blue")
        broken.allowsQuarantined = true
        return [
            UseCase("allocate an address", .allocate(try address("203.0.113.20"))),
            UseCase("allocate an address or the next", .allocate(orNext)),
            UseCase(
                "take a drained address back", after: [drain], .allocate(try address("203.0.113.1", .loadBalancer))),
            UseCase("reclaim an address", after: [release], .allocate(try address("203.0.113.1"))),
            UseCase("break a quarantine", after: [release, try tenant("blue", addresses: 0)], .allocate(broken)),
            UseCase("reserve a run", .reserve(hold)),
            UseCase("convert a reservation", after: [.reserve(hold)], .allocate(try address("203.0.113.17"))),
            UseCase(
                "give a reservation up", after: [.reserve(hold)],
                .release(AddressRelease(value: try IPAddress(parsing: "203.0.113.17").bits))),
            UseCase("end what is due", after: [drain, .reserve(hold)], delay: .seconds(61), .expire),
            UseCase("end quarantines", after: [release], delay: .seconds(3601), .expire),
        ]
    }

    private static func tenants() throws -> [UseCase] {
        let acme = try TenantName("acme")
        var stay = TenantChange(name: acme)
        stay.cancelsDraining = true
        let drain = Command.drainTenant(acme, .seconds(60))
        var labelled = TenantRequest(name: acme)
        (labelled.labels, labelled.quotas) = (["tier": "gold"], [.publicIPv4: 9])
        let blue = try tenant("blue", .vrfLite, ipv6: true)
        var described = TenantRequest(name: try TenantName("cyan"))
        (described.connectivity, described.prefixLengths) = (.egressIP, [.ipv4: 24])
        described.privatePool = try PoolName("private")
        let more = PoolRequest(name: try PoolName("more"), kind: .private, range: try extent("198.51.100.0/28"))
        return [
            UseCase("make a tenant", blue),
            UseCase("keep a tenant that is drained", after: [drain], .updateTenant(stay)),
            UseCase("end a tenant that was drained", after: [drain], delay: .seconds(61), .expire),
            UseCase("let a tenant go", .departTenant(acme, .draining)),
            UseCase(
                "let a tenant go further", after: [.departTenant(acme, .draining)], .departTenant(acme, .withdrawing)),
            UseCase("apply documents", .apply(ApplyRequest([.pool(more), .tenant(described)]))),
            UseCase("apply what differs", .apply(ApplyRequest([.tenant(labelled)]))),
            UseCase(
                "apply and prune", after: [.apply(ApplyRequest([.tenant(labelled)])), blue],
                .apply(ApplyRequest([.tenant(described)], pruned: ["tier": "gold"]))),
        ]
    }

    private static func files() throws -> [UseCase] {
        var netbox = try RowImport(
            netbox: Array(
                "Prefix,Status,Tenant\n10.9.0.0/16,Container,\n10.9.1.0/24,Active,red\n10.9.2.1/24,Active,\n".utf8))
        netbox.isPartial = true
        let phpipam = try RowImport(phpipam: Array("Section;Subnet;VRF\nx;172.16.0.0/16;\nx;172.16.4.0/24;\n".utf8))
        let allocations = try RowImport(
            allocations: Array(
                "value,role,tenant,labels,draining_until\n203.0.113.20,floating,acme,app=web,2099-01-01T00:00:00Z\n"
                    .utf8))
        var exclusions = RowImport(source: "csv-pools")
        exclusions.rows = [
            .init(
                line: 2,
                content: .exclusion(
                    ExclusionRow(
                        pool: try PoolName("public"), extent: try extent("203.0.113.24/30"),
                        tenant: try TenantName("red"), reason: "why")))
        ]
        return [
            UseCase("import rows of which one is refused", .importRows(netbox)),
            UseCase("import subnets", .importRows(phpipam)), UseCase("import allocations", .importRows(allocations)),
            UseCase("import exclusions", .importRows(exclusions)),
        ]
    }

    private static func undos() throws -> [UseCase] {
        let count = Int64(try plan().count)
        let gone = Command.deleteTenant(try TenantName("acme"))
        return [
            UseCase("undo", .undo(count - 1)), UseCase("undo a deletion", after: [gone], .undo(count + 1)),
            UseCase("undo an undo", after: [gone, .undo(count + 1)], .undo(count + 2)),
        ]
    }
}
