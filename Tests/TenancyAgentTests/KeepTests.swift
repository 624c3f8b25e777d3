// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Synchronization
import TenancyAPI
import TenancyAgent
import TenancyCore
import TenancyStore
import Testing

@Suite("Backup and doctor over the API", .serialized)
struct KeepTests {
    @Test("a backup is sent as a file that goes with the answer, to those who may write")
    func backup() async throws {
        let fixture = try await Fixture()
        try await fixture.create("acme")
        #expect(await fixture.call("GET", "/v1/backup", as: .read).problem?.code == "request.forbidden")
        var path: String?
        do {
            let answer = await fixture.call("GET", "/v1/backup")
            let copy = try #require(answer.copy)
            #expect(answer.status == 200 && answer.contentType == "application/vnd.sqlite3")
            #expect(copy.revision == 6)
            #expect(try Data(contentsOf: URL(filePath: copy.path)).starts(with: Data("SQLite format 3\0".utf8)))
            path = copy.path
        }
        #expect(path.map { !FileManager.default.fileExists(atPath: $0) } == true)
        #expect(await fixture.call("POST", "/v1/backup").status == 405)
    }

    @Test("doctor has the store's checks and those of the daemon, and status the store's state")
    func doctor() async throws {
        struct Broken: HealthCheck {
            func run() async -> [Finding] { [Finding("git", .failed, "it does not answer", remedy: "look at it")] }
        }
        let fixture = try await Fixture()
        let whole: DoctorObject = try await fixture.call("GET", "/v1/doctor", as: .read).decoded()
        #expect(whole.result != "failed" && whole.checks.contains { $0.name == "journal" })
        let agent = Agent(
            store: fixture.store, board: fixture.board, settings: fixture.agent.settings,
            nodeAddresses: fixture.node, wakeups: fixture.wakeups,
            clock: ContinuousClock(), now: { Timestamp(microseconds: 0) }, render: { _, _ in ManifestTree() },
            kernel: fixture.kernel, checks: [Broken()])
        let caller = APIRequest.Caller(name: "root", access: .write)
        let answer = await Router(agent).respond(
            to: APIRequest(method: "GET", path: "/v1/doctor", caller: caller, id: "r1"))
        let broken: DoctorObject = try answer.decoded()
        #expect(broken.result == "failed")
        #expect(broken.checks.last?.name == "git" && broken.checks.last?.remedy == "look at it")
        let status: StatusObject = try await fixture.call("GET", "/v1/status").decoded()
        #expect(status.store == StatusObject.Store(state: "writing", error: nil, hint: nil))
    }

    @Test("doctor names an address of the node that a tenant has, and a clock that has gone back behind the journal")
    func host() async throws {
        let fixture = try await Fixture()
        try await fixture.create("acme")
        func check(_ name: String) async throws -> DoctorObject.Check? {
            let object: DoctorObject = try await fixture.call("GET", "/v1/doctor", as: .read).decoded()
            return object.checks.first { $0.name == name }
        }
        #expect(try await check("addresses")?.result == "ok")
        #expect(try await check("clock")?.result == "ok")
        let tenant: TenantObject = try await fixture.call("GET", "/v1/tenants/acme").decoded()
        let cidr = try Prefix(parsing: try #require(tenant.spec?.cidrs?.first))
        fixture.node.addresses.withLock { $0 = [NodeAddress(address: cidr.first, interface: "eno9")] }
        let addresses = try await check("addresses")
        #expect(addresses?.result == "warning")
        #expect(addresses?.evidence == "\(cidr.first) of eno9 is in \(cidr) of tenant acme")
        fixture.time.advance(.seconds(-120))
        let clock = try await check("clock")
        #expect(clock?.result == "failed" && clock?.remedy == "set the clock: timedatectl status")
    }
}
