// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Platform
import TenancyAPI
import TenancyAgent
import TenancyCore
import TenancyGit
import TenancyRequests
import TenancyStore
import Testing

/// A plan in a folder of its own, with requests in a repository or a folder beside it.
private final class Office: Sendable {
    let folder: String
    let router: Router
    let store: SQLiteStore
    var clone: String { folder + "/clone" }

    init() async throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "tenancy-requests-\(UUID())").path
        try FileManager.default.createDirectory(atPath: folder + "/clone", withIntermediateDirectories: true)
        store = try await SQLiteStore.open(path: "\(folder)/plan", now: Self.now())
        let cluster = ClusterSettings(
            ovnRelease: .release13, metalLBNamespace: try NamespaceName("metallb-system"),
            frrK8sNamespace: try NamespaceName("frr-k8s-system"), nodeName: "node0", asn: 64_512, routerID: nil,
            l2Interfaces: [], anchor: try Prefix(parsing: "192.0.2.255/32"))
        let agent = Agent(
            store: store, board: Board(),
            settings: AgentSettings(plan: PlanSettings(defaultConnectivity: .hostVRF), cluster: cluster),
            nodeAddresses: NoAddresses(), wakeups: [:], clock: ContinuousClock(), now: Self.now)
        router = Router(agent)
        for (name, kind, range) in [
            ("private", PoolKind.private, "10.0.0.0/12"), ("public", .public, "203.0.113.0/24"),
            ("tables", .table, "256-999"),
        ] {
            let extent = kind.isNumeric ? try Extent(parsingNumbers: range) : try Extent(parsingAddresses: range)
            let pool = PoolRequest(name: try PoolName(name), kind: kind, range: extent, quarantine: .zero)
            let context = RequestContext(actor: "root", via: "test", reason: "", now: Self.now())
            _ = try await store.execute(.createPool(pool), settings: PlanSettings(), context: context, dryRun: false)
        }
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    static let now: @Sendable () -> Timestamp = { Timestamp(microseconds: SystemClock.microseconds()) }

    /// A desk without memory, as after a restart.
    func desk(drain: Duration? = nil) throws -> RequestDesk {
        var settings = RequestSettings()
        settings.drain = drain
        return RequestDesk(source: try source(), router: router, settings: settings, now: Self.now)
    }

    func source() throws -> any RequestSource {
        FolderRequests(folder: clone, answers: folder + "/answers")
    }

    func write(_ path: String, _ text: String?) throws {
        let file = clone + "/" + path
        guard let text else { return try FileManager.default.removeItem(atPath: file) }
        try FileManager.default.createDirectory(
            atPath: URL(filePath: file).deletingLastPathComponent().path, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(filePath: file))
    }

    func answer(_ path: String) throws -> RequestAnswer? {
        let file = "\(folder)/answers/\(path).json"
        guard let data = FileManager.default.contents(atPath: file) else { return nil }
        return try JSON.decode(RequestAnswer.self, from: Array(data))
    }

    func tenants() async throws -> [String] { try await store.snapshot().tenants.map(\.name.description) }

    static func tenant(_ name: String, _ rest: String = "publicIPs: 1") -> String {
        """
        apiVersion: tenancy/v1
        kind: Tenant
        metadata: {name: \(name)}
        spec: {prefixLength: 24, \(rest)}

        """
    }
}

private struct NoAddresses: NodeAddresses {
    func nodeAddresses() async throws -> [NodeAddress] { [] }
}

@Suite("Requests as files", .serialized)
struct RequestDeskTests {
    @Test("a file makes a tenant, the answer says what it got, and the next look does nothing")
    func create() async throws {
        let office = try await Office()
        try office.write("customers/acme.yaml", Office.tenant("acme"))
        let desk = try office.desk()
        #expect(try await desk.round().changed.map(\.state) == ["applied"])
        let answer = try #require(try office.answer("customers/acme.yaml"))
        #expect(answer.state == .applied && answer.objects == ["Tenant acme"] && answer.error == nil)
        #expect(answer.networks?.first?.publicAddresses == ["203.0.113.0"])
        let entry = try #require(try await office.store.journal(before: nil, limit: 1).first)
        #expect(entry.actor == "requests" && entry.reason.hasPrefix("customers/acme.yaml at "))
        #expect(try await desk.round().changed.isEmpty)
        // A new life reads its own answers, and applies nothing again.
        let revision = try await office.store.revision()
        #expect(try await office.desk().round().changed.isEmpty)
        #expect(try await office.store.revision() == revision)
    }

    @Test("a change of the file is a change of the tenant, a mistake is answered and changes nothing")
    func change() async throws {
        let office = try await Office()
        let desk = try office.desk()
        try office.write("acme.yaml", Office.tenant("acme"))
        _ = try await desk.round()
        try office.write("acme.yaml", Office.tenant("acme", "publicIPs: 3"))
        _ = try await desk.round()
        #expect(try office.answer("acme.yaml")?.networks?.first?.publicAddresses.count == 3)
        for (text, error) in [
            (Office.tenant("acme", "publicIPs: -1"), "publicIPs"), ("kind: Tenant\n", "line 1: a document needs"),
            ("kind: Pool\nmetadata: {name: x}\n", "line 1: kind Pool cannot be requested"), ("a: [\n", "line "),
            ("", "there is no document"),
        ] {
            try office.write("acme.yaml", text)
            _ = try await desk.round()
            let answer = try #require(try office.answer("acme.yaml"))
            #expect(answer.state == .refused && answer.error?.contains(error) == true, "\(answer.error ?? "")")
            #expect(answer.objects == ["Tenant acme"])
        }
        #expect(try await office.store.snapshot().tenants.first?.networks.first?.loadBalancerAddresses.count == 3)
        try office.write("acme.yaml", Office.tenant("acme", "publicIPs: 3"))
        #expect(try await desk.round().changed.map(\.state) == ["applied"])
        #expect(try office.answer("acme.yaml")?.error == nil)
    }

    @Test(
        "a file that is gone asks for a deletion and is none; after the deletion its answer goes",
        arguments: [true, false])
    func removal(withMemory: Bool) async throws {
        let office = try await Office()
        var desk = try office.desk()
        try office.write("acme.yaml", Office.tenant("acme"))
        try office.write("blue.yaml", Office.tenant("blue"))
        _ = try await desk.round()
        try office.write("acme.yaml", nil)
        if !withMemory { desk = try office.desk() }
        #expect(try await desk.round().changed.map(\.state) == ["decommission-requested"])
        let answer = try #require(try office.answer("acme.yaml"))
        #expect(answer.state == .decommissionRequested && answer.hint == "tenancyctl tenant delete acme")
        #expect(try await office.tenants() == ["acme", "blue"])
        #expect(try await desk.round().changed.isEmpty)

        let context = RequestContext(actor: "root", via: "test", reason: "", now: Office.now())
        _ = try await office.store.execute(
            .deleteTenant(TenantName("acme")), settings: PlanSettings(), context: context, dryRun: false)
        #expect(try await desk.round().changed.map(\.state) == ["gone"])
        #expect(try office.answer("acme.yaml") == nil)
        #expect(try office.answer("blue.yaml")?.state == .applied)
    }

    @Test("with a time to drain the tenant is drained, and kept when the file comes back")
    func drain() async throws {
        let office = try await Office()
        let desk = try office.desk(drain: .seconds(3600))
        try office.write("acme.yaml", Office.tenant("acme"))
        _ = try await desk.round()
        try office.write("acme.yaml", nil)
        #expect(try await desk.round().changed.map(\.state) == ["decommissioning"])
        #expect(try await office.store.snapshot().tenants.first?.drainingUntil != nil)
        #expect(try await desk.round().changed.isEmpty)
        try office.write("acme.yaml", Office.tenant("acme"))
        #expect(try await desk.round().changed.map(\.state) == ["applied"])
        #expect(try await office.store.snapshot().tenants.first?.drainingUntil == nil)
    }

    @Test("a file may be renamed, and two cannot describe one tenant")
    func owners() async throws {
        let office = try await Office()
        let desk = try office.desk()
        try office.write("acme.yaml", Office.tenant("acme"))
        _ = try await desk.round()
        try office.write("copy.yaml", Office.tenant("acme"))
        _ = try await desk.round()
        #expect(try office.answer("copy.yaml")?.error == "Tenant acme is described by acme.yaml")
        try office.write("acme.yaml", nil)
        _ = try await desk.round()
        #expect(try office.answer("copy.yaml")?.state == .applied)
        #expect(try office.answer("acme.yaml") == nil)
        #expect(try await office.tenants() == ["acme"])
    }

    @Test("files may need each other whatever their names, and what a file describes no more is said")
    func several() async throws {
        let office = try await Office()
        let desk = try office.desk()
        let network = "kind: Network\nmetadata: {name: acme-db}\nspec: {tenant: acme, prefixLength: 24}\n"
        try office.write("a-network.yaml", network)
        try office.write("b-tenant.yaml", Office.tenant("acme"))
        _ = try await desk.round()
        #expect(try office.answer("a-network.yaml")?.state == .applied)
        try office.write(
            "b-tenant.yaml", Office.tenant("acme") + "---\n" + network.replacing("acme-db", with: "acme-x"))
        _ = try await desk.round()
        try office.write("b-tenant.yaml", Office.tenant("acme"))
        _ = try await desk.round()
        let answer = try #require(try office.answer("b-tenant.yaml"))
        #expect(answer.state == .applied && answer.leftOver == ["Network acme-x"])
        #expect(answer.hint == "tenancyctl network delete acme-x")
        #expect(try await office.store.snapshot().networks.count == 3)
    }

    @Test("pull requests: a repository is read, and answered on a branch of its own")
    func repository() async throws {
        let office = try await Office()
        func git(_ arguments: String...) throws -> String {
            let output = try ChildProcess.run(
                executable: "git",
                arguments: ["-C", office.clone, "-c", "user.name=p", "-c", "user.email=p@x"] + arguments,
                environment: ["PATH": "/usr/bin:/bin", "HOME": office.folder, "LC_ALL": "C"], deadline: .seconds(30))
            try #require(output.status.isSuccess, "\(String(decoding: output.stderr, as: UTF8.self))")
            return String(decoding: output.stdout, as: UTF8.self)
        }
        _ = try git("init", "--quiet", "--bare", "--initial-branch=main", "../remote.git")
        _ = try git("init", "--quiet", "--initial-branch=main", ".")
        func push() throws {
            _ = try git("add", "--all")
            _ = try git("commit", "--quiet", "--message=merge")
            _ = try git("push", "--quiet", "../remote.git", "main")
        }
        try office.write("requests/acme.yaml", Office.tenant("acme"))
        try office.write("README.md", "people's own\n")
        try push()
        var settings = GitSettings(repository: office.folder + "/requests.git")
        settings.remote = office.folder + "/remote.git"
        settings.folder = "requests"
        func desk() throws -> RequestDesk {
            RequestDesk(
                source: try GitRequests(settings, answerBranch: "answers"), router: office.router,
                settings: RequestSettings(), now: Office.now)
        }
        let first = try desk()
        #expect(try await first.round().changed.map(\.path) == ["acme.yaml"])
        let shown = try git("--git-dir=../remote.git", "show", "answers:acme.yaml.json")
        #expect(try JSON.decode(RequestAnswer.self, from: Array(shown.utf8)).state == .applied)
        #expect(try await first.round().changed.isEmpty)
        try FileManager.default.removeItem(atPath: office.clone + "/requests/acme.yaml")
        try office.write("requests/blue.yaml", Office.tenant("blue"))
        try push()
        // After a restart, and without the copy on this node.
        try FileManager.default.removeItem(atPath: office.folder + "/requests.git")
        let report = try await desk().round()
        #expect(
            report.changed.map { "\($0.path) \($0.state)" } == [
                "acme.yaml decommission-requested", "blue.yaml applied",
            ])
        #expect(try git("--git-dir=../remote.git", "log", "--format=%an", "main").contains("Tenancy") == false)
        #expect(try await office.tenants() == ["acme", "blue"])
    }

    @Test("with allowed signers only their commits are followed, and none that was followed before")
    func signatures() async throws {
        let office = try await Office()
        func run(_ program: String, _ arguments: [String]) throws -> String {
            let output = try ChildProcess.run(
                executable: program, arguments: arguments,
                environment: ["PATH": "/usr/bin:/bin", "HOME": office.folder, "LC_ALL": "C"], deadline: .seconds(30))
            try #require(output.status.isSuccess, "\(String(decoding: output.stderr, as: UTF8.self))")
            return String(decoding: output.stdout, as: UTF8.self)
        }
        func git(_ arguments: String...) throws -> String {
            try run(
                "git",
                ["-C", office.clone, "-c", "user.name=p", "-c", "user.email=p@x", "-c", "gpg.format=ssh"] + arguments)
        }
        for name in ["ours", "theirs"] {
            _ = try run(
                "/usr/bin/ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", name, "-f", "\(office.folder)/\(name)"])
        }
        let key = try String(contentsOfFile: "\(office.folder)/ours.pub", encoding: .utf8)
        try Data("p@x \(key)".utf8).write(to: URL(filePath: "\(office.folder)/allowed"))
        _ = try git("init", "--quiet", "--bare", "--initial-branch=main", "../remote.git")
        _ = try git("init", "--quiet", "--initial-branch=main", ".")
        func push(signedBy key: String?) throws {
            _ = try git("add", "--all")
            _ = try git(
                "-c", "user.signingKey=\(office.folder)/\(key ?? "")", "commit", "--quiet", "--message=m",
                "--allow-empty",
                key == nil ? "--no-gpg-sign" : "--gpg-sign")
            _ = try git("push", "--quiet", "--force", "../remote.git", "main")
        }
        var settings = GitSettings(repository: office.folder + "/requests.git")
        settings.remote = office.folder + "/remote.git"
        settings.allowedSigners = office.folder + "/allowed"
        let desk = RequestDesk(
            source: try GitRequests(settings, answerBranch: "answers"), router: office.router,
            settings: RequestSettings(), now: Office.now)
        func refusal() async throws -> TenancyError? {
            await #expect(throws: TenancyError.self) { _ = try await desk.round() }
        }
        try office.write("acme.yaml", Office.tenant("acme"))
        try push(signedBy: nil)
        #expect(try await refusal()?.code == .gitUntrusted)
        try push(signedBy: "theirs")
        let stranger = try await refusal()
        #expect(
            stranger?.code == .gitUntrusted && stranger?.message.contains("is not signed by an allowed signer") == true)
        #expect(try await office.tenants() == [])
        try office.write("note.txt", "seen")
        try push(signedBy: "ours")
        #expect(try await desk.round().changed.map(\.state) == ["applied"])
        try office.write("blue.yaml", Office.tenant("blue"))
        try push(signedBy: "ours")
        #expect(try await desk.round().changed.map(\.state) == ["applied"])
        #expect(try await desk.round().changed.isEmpty)
        // An older commit with a good signature asks for the removal of blue.
        _ = try git("push", "--quiet", "--force", "../remote.git", "main~1:main")
        #expect(try await refusal()?.message.contains("does not follow") == true)
        #expect(try await office.tenants() == ["acme", "blue"])
    }
}
