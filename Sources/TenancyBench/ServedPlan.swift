// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import HTTPServer
internal import Platform
internal import TenancyAPI
internal import TenancyAgent
internal import TenancyClient
internal import TenancyCore
internal import TenancyDaemon
internal import TenancyKernel

/// The plan of a workbench behind a socket, as the daemon serves it but without executors.
struct ServedPlan: Sendable {
    let socket: String
    private let server: HTTPServer

    init(_ bench: Workbench) throws {
        let cluster = ClusterSettings(
            ovnRelease: .release13, metalLBNamespace: try NamespaceName("metallb-system"),
            frrK8sNamespace: try NamespaceName("frr-k8s-system"), nodeName: "node0", asn: 64_512, routerID: nil,
            l2Interfaces: [], anchor: try Prefix(parsing: "192.0.2.255/32"))
        let agent = Agent(
            store: bench.store, board: Board(),
            settings: AgentSettings(plan: PlanSettings(defaultConnectivity: .egressIP), cluster: cluster),
            nodeAddresses: try LinuxAddresses(), wakeups: [:], clock: ContinuousClock(), now: Workbench.now)
        let bridge = HTTPBridge(
            router: Router(agent), groups: HTTPBridge.Groups(write: Host.groupID, read: nil),
            logger: Logger.standardError(level: .error, environment: [:]))
        socket = "\(bench.folder)/socket"
        server = try HTTPServer(
            listener: HTTPListener(path: socket), refusal: HTTPBridge.refusal, log: { _ in }, handler: bridge.respond)
    }

    func stop() async { await server.stop(within: .seconds(5)) }
}

/// A client on a thread of its own, as each `tenancyctl` is a process of its own.
actor BenchClient {
    private let queue = QueueExecutor("client")
    nonisolated var unownedExecutor: UnownedSerialExecutor { queue.unowned }
    private let client: DaemonClient

    init(_ socket: String) { client = DaemonClient(socket: socket) }

    /// Sends a request and expects success.
    func send(_ method: String, _ path: [String], _ body: some Encodable & Sendable) throws {
        let reply = try client.send(method, path, body: try JSON.encode(body))
        guard reply.status < 300 else { throw try JSON.decode(Problem.self, from: reply.body) }
    }

    func get(_ path: [String]) throws {
        let reply = try client.send("GET", path)
        guard reply.status < 300 else { throw try JSON.decode(Problem.self, from: reply.body) }
    }
}
