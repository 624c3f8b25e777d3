// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Foundation
import HTTPServer
import Platform
import Synchronization
import TenancyAPI
import TenancyAgent
import TenancyClient
import TenancyCore
import TenancyDaemon
import TenancyStore
import Testing

/// The daemon's way from its socket to its plan is killed again and again while eight clients change the plan.
///
/// `TENANCY_KILL_ROUNDS` says how often; `TENANCY_SEED` repeats a run's moments.
@Suite("Kill")
struct KillTests {
    private static let clients = 8
    /// A plan is used for so many rounds, so that its proof at each start stays short.
    private static let roundsPerPlan = 25

    @Test(
        "nothing acknowledged is lost, nothing is given twice, and the chain is whole, whenever the process is killed")
    func loop() async throws {
        let environment = ProcessInfo.processInfo.environment
        let rounds = environment["TENANCY_KILL_ROUNDS"].flatMap { Int($0) } ?? 25
        let seed = environment["TENANCY_SEED"].flatMap { UInt64($0) } ?? .random(in: 0...UInt64.max)
        var random = SplitMix(state: seed)
        let root = FileManager.default.temporaryDirectory.appending(path: "tenancy-kill-\(UUID())").path
        defer { try? FileManager.default.removeItem(atPath: root) }
        var acknowledged = 0
        for round in 0..<rounds {
            let folder = "\(root)/\(round / Self.roundsPerPlan)"
            if round % Self.roundsPerPlan == 0 { try await Self.makePlan(in: folder) }
            let ledger = Acknowledgements(endAfter: Int(random.next() % 60) + 1) { kill($0, SIGKILL) }
            let socket = "\(folder)/socket"
            try? FileManager.default.removeItem(atPath: "\(folder)/pid")
            let clients = Self.load(socket: socket, folder: folder, round: round, ledger: ledger)
            await #expect(processExitsWith: .signal(SIGKILL)) { [folder = folder as String] in
                try await KillTests.serve(folder)
            }
            await clients.end()
            let seen = ledger.state.withLock { $0 }
            acknowledged += seen.answers.count
            try await Self.check(folder, seen, "round \(round), seed \(seed)")
        }
        print("kill: \(rounds) rounds, \(acknowledged) acknowledged changes, seed \(seed)")
        #expect(acknowledged >= rounds)
    }

    @Test("a daemon that ends while clients change the plan ends well, and what it acknowledged is there")
    func end() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "tenancy-kill-\(UUID())").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await Self.makePlan(in: folder)
        let stop = "\(folder)/stop"
        let ledger = Acknowledgements(endAfter: 40, endsWell: true) { _ in
            _ = FileManager.default.createFile(atPath: stop, contents: nil)
        }
        let clients = Self.load(socket: "\(folder)/socket", folder: folder, round: 0, ledger: ledger)
        await #expect(processExitsWith: .success) { [folder = folder as String] in
            try await KillTests.serve(folder)
            exit(EXIT_SUCCESS)
        }
        await clients.end()
        let seen = ledger.state.withLock { $0 }
        #expect(!seen.answers.isEmpty)
        try await Self.check(folder, seen, "at the end")
    }

    private static let now: @Sendable () -> Timestamp = { Timestamp(microseconds: SystemClock.microseconds()) }

    private static func open(_ folder: String) async throws -> SQLiteStore {
        try await SQLiteStore.open(path: "\(folder)/plan", now: now())
    }

    /// Opens the plan that the test has just closed. Its lock lives on for a moment in the children that other tests are starting: until their exec they
    /// have all descriptors of this process, which is alive, and so the lock counts as held.
    private static func reopen(_ folder: String) async throws -> SQLiteStore {
        for _ in 0..<1000 {
            if let store = try? await open(folder) { return store }
            try await Task.sleep(for: .milliseconds(10))
        }
        return try await open(folder)
    }

    private static func makePlan(in folder: String) async throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let store = try await open(folder)
        for (name, kind, range) in [
            ("private", PoolKind.private, "10.0.0.0/12"), ("public", .public, "203.0.0.0/16"),
            ("tables", .table, "256-999"),
        ] {
            let extent = kind.isNumeric ? try Extent(parsingNumbers: range) : try Extent(parsingAddresses: range)
            // Without a quarantine: what is released is given to the next one at once.
            let pool = PoolRequest(name: try PoolName(name), kind: kind, range: extent, quarantine: .zero)
            let context = RequestContext(actor: "root", via: "test", reason: "", now: now())
            _ = try await store.execute(.createPool(pool), settings: PlanSettings(), context: context, dryRun: false)
        }
    }

    /// What the daemon is between its socket and its plan, in a process that waits to be killed, or to be told to stop.
    static func serve(_ folder: String) async throws {
        let board = Board()
        let cluster = ClusterSettings(
            ovnRelease: .release13, metalLBNamespace: try NamespaceName("metallb-system"),
            frrK8sNamespace: try NamespaceName("frr-k8s-system"), nodeName: "node0", asn: 64_512, routerID: nil,
            l2Interfaces: [], anchor: try Prefix(parsing: "192.0.2.255/32"))
        let agent = Agent(
            store: try await reopen(folder), board: board,
            settings: AgentSettings(plan: PlanSettings(), cluster: cluster), nodeAddresses: NoAddresses(), wakeups: [:],
            clock: ContinuousClock(),
            now: now, render: { _, _ in ManifestTree() }, kernel: NoKernel())
        let logger = Logger.standardError(level: .error, environment: [:])
        let bridge = HTTPBridge(
            router: Router(agent), groups: .init(write: getgid(), read: nil), logger: logger)
        let server = try HTTPServer(
            listener: HTTPListener(path: "\(folder)/socket"), refusal: HTTPBridge.refusal, log: { _ in },
            handler: bridge.respond)
        try Data("\(getpid())".utf8).write(to: URL(fileURLWithPath: "\(folder)/pid"), options: .atomic)
        let end = ContinuousClock.now + .seconds(60)
        while ContinuousClock.now < end, !FileManager.default.fileExists(atPath: "\(folder)/stop") {
            try await Task.sleep(for: .milliseconds(5))
        }
        await server.stop(within: .zero)
    }

    /// Eight clients until the process is gone; one of their answers kills it.
    ///
    /// Threads that run from now on: the library waits for a process on a thread of the pool, so that the process must not wait for a task.
    private static func load(socket: String, folder: String, round: Int, ledger: Acknowledgements) -> Load {
        let load = Load()
        load.begin {
            let end = ContinuousClock.now + .seconds(55)
            while ContinuousClock.now < end {
                if let text = try? String(contentsOfFile: "\(folder)/pid", encoding: .utf8), let pid = pid_t(text) {
                    return ledger.start(pid)
                }
                usleep(1000)
            }
            ledger.start(nil)
        }
        for client in 0..<clients {
            load.begin {
                ledger.waitForStart()
                change(DaemonClient(socket: socket), "c\(client)r\(round)", ledger)
            }
        }
        // On a busy machine all clients may have run out of time before the answer that kills.
        load.whenDone { ledger.stop() }
        return load
    }

    /// Creates and deletes tenants, networks and leaks until there is no answer.
    private static func change(_ client: DaemonClient, _ prefix: String, _ ledger: Acknowledgements) {
        for number in 0... {
            let tenant = "\(prefix)n\(number)"
            var cidr = ""
            for step in Step.allCases where number.isMultiple(of: 2) || !step.isDeletion {
                let name = step.name(tenant)
                ledger.begin(name)
                guard let reply = try? step.send(client, tenant, cidr) else { return }
                // What it has begun may be done or not, as without an answer.
                if ledger.endsWell, reply.status == 503 { return }
                guard reply.status < 300, let change = try? JSON.decode(ChangeObject.self, from: reply.body) else {
                    Issue.record("\(step): \(reply.status): \(String(decoding: reply.body, as: UTF8.self))")
                    return ledger.stop()
                }
                cidr = change.network?.status?.cidrs.first ?? cidr
                ledger.acknowledge(name, change, isDeleted: step.isDeletion)
            }
        }
    }

    /// What a client does with one tenant after the other; every second one keeps what it got.
    private enum Step: CaseIterable {
        case createTenant, createNetwork, createLeak, deleteLeak, deleteNetwork, deleteTenant

        var isDeletion: Bool { [.deleteLeak, .deleteNetwork, .deleteTenant].contains(self) }

        /// The object of the step.
        func name(_ tenant: String) -> String {
            switch self {
            case .createTenant, .deleteTenant: tenant
            case .createNetwork, .deleteNetwork: "\(tenant)b"
            case .createLeak, .deleteLeak: "\(tenant)-leak"
            }
        }

        func send(_ client: DaemonClient, _ tenant: String, _ cidr: String) throws -> Reply {
            let name = name(tenant)
            func post(_ path: String, _ spec: String) throws -> Reply {
                try client.send(
                    "POST", ["v1", path], body: Array(#"{"metadata":{"name":"\#(name)"},"spec":{\#(spec)}}"#.utf8))
            }
            let network = #""connectivity":"host-vrf","prefixLength":28,"publicIPs":1"#
            return switch self {
            case .createTenant: try post("tenants", network)
            case .createNetwork: try post("networks", #""tenant":"\#(tenant)",\#(network)"#)
            case .createLeak:
                try post("leaks", #""from":"\#(tenant)b","to":"\#(tenant)","prefixes":["\#(cidr)"],"both":true"#)
            case .deleteLeak: try client.send("DELETE", ["v1", "leaks", name])
            case .deleteNetwork: try client.send("DELETE", ["v1", "networks", name])
            case .deleteTenant: try client.send("DELETE", ["v1", "tenants", name])
            }
        }
    }

    /// Opens the plan, which proves it whole, and holds what was acknowledged against it.
    private static func check(_ folder: String, _ seen: Acknowledgements.State, _ what: String) async throws {
        let store = try await open(folder)
        let journal = try await store.journal(before: nil, limit: .max)
        let snapshot = try await store.snapshot()
        let networks = Dictionary(
            uniqueKeysWithValues: snapshot.networks.map { ($0.key.description, NetworkObject($0)) })
        let leaks = Dictionary(uniqueKeysWithValues: snapshot.leaks.map { ($0.name.description, LeakObject($0)) })
        for (revision, answer) in seen.answers {
            let entry = journal.first { $0.revision == revision }
            #expect(entry?.object == answer.name, "\(what), revision \(revision)")
        }
        for (name, answer) in seen.last where !seen.open.contains(name) {
            let change = answer.change
            let network = change.network?.status ?? change.tenant?.status?.networks.first { $0.name == name }
            #expect(networks[name] == (answer.isDeleted ? nil : network), "\(what), \(name)")
            #expect(leaks[name] == (answer.isDeleted ? nil : change.leak), "\(what), \(name)")
        }
        let addresses = snapshot.networks.flatMap { $0.loadBalancerAddresses + $0.cidrs.map(\.first) }
        #expect(Set(addresses).count == addresses.count, "\(what)")
    }
}

/// What clients were told, and who is to be killed when.
private final class Acknowledgements: Sendable {
    struct Answer {
        let name: String
        let change: ChangeObject
        let isDeleted: Bool
    }
    struct State {
        var pid: pid_t?
        var left: Int
        var answers: [Int64: Answer] = [:]
        /// The last answer for each tenant.
        var last: [String: Answer] = [:]
        /// The tenants with a request that was not answered.
        var open: Set<String> = []
    }

    let state: Mutex<State>
    private let started = DispatchSemaphore(value: 0)

    /// Whether it says so to those that it does not serve any more.
    let endsWell: Bool
    private let end: @Sendable (pid_t) -> Void

    /// - Parameters:
    ///   - left: after how many answers the process is ended.
    ///   - end: ends it.
    init(endAfter left: Int, endsWell: Bool = false, _ end: @escaping @Sendable (pid_t) -> Void) {
        self.endsWell = endsWell
        self.end = end
        state = Mutex(State(left: left))
    }

    func start(_ pid: pid_t?) {
        state.withLock { $0.pid = pid }
        started.signal()
    }

    func waitForStart() {
        started.wait()
        started.signal()
    }

    /// Ends the process unless that was done before.
    func stop() {
        state.withLock { state in
            guard state.left > 0, let pid = state.pid else { return }
            state.left = 0
            end(pid)
        }
    }

    func begin(_ name: String) { state.withLock { _ = $0.open.insert(name) } }

    func acknowledge(_ name: String, _ change: ChangeObject, isDeleted: Bool) {
        state.withLock { state in
            let answer = Answer(name: name, change: change, isDeleted: isDeleted)
            #expect(state.answers.updateValue(answer, forKey: change.revision) == nil, "two changes have one revision")
            state.last[name] = answer
            state.open.remove(name)
            state.left -= 1
            if state.left == 0, let pid = state.pid { end(pid) }
        }
    }
}

private struct NoAddresses: NodeAddresses {
    func nodeAddresses() async throws -> [NodeAddress] { [] }
}

private struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}

/// Threads that work beside the test.
private final class Load: Sendable {
    private let group = DispatchGroup()

    func begin(_ body: @escaping @Sendable () -> Void) {
        group.enter()
        Thread.detachNewThread { [group] in
            body()
            group.leave()
        }
    }

    /// Calls a body when all have ended.
    func whenDone(_ body: @escaping @Sendable () -> Void) {
        group.notify(queue: .global()) { body() }
    }

    /// Returns when all have ended.
    func end() async {
        await withCheckedContinuation { continuation in whenDone { continuation.resume() } }
    }
}

/// A kernel that holds whatever it is asked for: the plan alone is killed.
private struct NoKernel: KernelProgrammer {
    func apply(_ desired: KernelState) async -> KernelReport {
        KernelReport(revision: desired.revision, changes: [], failures: [])
    }
    func differences(from desired: KernelState) async -> [KernelDifference] { [] }
    func watch(_ look: @escaping @Sendable () -> Void) async {}
    func removeAll() async -> KernelReport { KernelReport(revision: 0, changes: [], failures: []) }
}
