// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import Netlink
internal import Platform
internal import TenancyCore
internal import TenancyKernel

/// A network namespace with an uplink, and a thread in it on which everything happens: ours and the other programs'.
actor KernelBed {
    nonisolated let executor: ThreadExecutor
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.unowned }

    static let gateway = "198.51.100.0"
    private static let address = "198.51.100.1"
    private let clock = ContinuousClock()
    private var socket: NetlinkSocket?

    init() async throws {
        executor = try ThreadExecutor(inNewNetworkNamespace: true)
        let lines = """
            link set lo up
            link add \(NamespaceKernel.uplink) type veth peer name \(NamespaceKernel.parent)
            link set \(NamespaceKernel.parent) up
            link set \(NamespaceKernel.uplink) group \(DeviceRole.group) alias \(DeviceRole.uplink.alias("bench"))
            """
        for line in lines.split(separator: "\n") { try run("ip", line.split(separator: " ").map(String.init)) }
    }

    /// A keeper of this namespace's kernel, as the daemon has one.
    nonisolated func keeper() -> KernelKeeper<NamespaceKernel> { KernelKeeper(executor: executor) }

    /// A network with so many routes by its provider.
    static func state(_ count: Int) throws -> KernelState {
        let key = try NetworkKey("bench")
        let gateway = try IPAddress(parsing: gateway)
        let first = try IPAddress(parsing: "10.0.0.0").bits
        let routes = (0..<count).map { number in
            KernelNetwork.Route(
                destination: Prefix(IPAddress(bits: first + UInt128(number))),
                target: .gateway(gateway, device: key.uplink), metric: KernelNetwork.routeMetric)
        }
        let network = KernelNetwork(
            key: key, vrf: .own(name: key.vrf, table: Int(NamespaceKernel.table)), bridge: nil,
            uplink: .init(
                name: key.uplink, parent: try InterfaceName(NamespaceKernel.parent), vlan: Int(NamespaceKernel.vlan),
                addresses: [.init(address: try IPAddress(parsing: address), length: 31)]),
            routes: routes)
        return KernelState(revision: Int64(count), networks: [network])
    }

    /// Runs a program in the namespace, and returns what it prints.
    @discardableResult
    func run(_ program: String, _ arguments: [String], environment: [String: String] = [:]) throws -> String {
        let environment = environment.merging(["PATH": Host.environment["PATH"] ?? ""]) { first, _ in first }
        let output = try ChildProcess.run(
            executable: program, arguments: arguments, environment: environment, deadline: .seconds(300),
            outputLimit: 1 << 30)
        guard output.status.isSuccess else {
            throw TenancyError(
                .internal,
                "\(program) \(arguments.first ?? ""): \(output.status): \(String(decoding: output.stderr.prefix(300), as: UTF8.self))"
            )
        }
        return String(decoding: output.stdout, as: UTF8.self)
    }

    /// The seconds that a program takes from its start to its end.
    func time(_ program: String, _ arguments: [String]) throws -> Double {
        let start = clock.now
        try run(program, arguments)
        return start.duration(to: clock.now) / .seconds(1)
    }

    /// Takes the uplink down and up again, by which the kernel drops its routes without a word. Returns when that began.
    func flap() throws -> ContinuousClock.Instant {
        if socket == nil { socket = try NetlinkSocket() }
        let start = clock.now
        guard let index = try socket?.link(named: NamespaceKernel.uplink)?.index else { return start }
        try socket?.perform(.setLink(index: index, .down))
        try socket?.perform(.setLink(index: index, .up))
        return start
    }

    /// Hears of every change in the namespace from now on.
    func listen() throws -> NetlinkMonitor { try NetlinkMonitor(ignoring: 0) }

    /// How many routes of ours the kernel has.
    func routes() throws -> Int {
        if socket == nil { socket = try NetlinkSocket() }
        return try socket?.routes(.ipv4, table: NamespaceKernel.table, protocolID: 201).count ?? 0
    }
}
