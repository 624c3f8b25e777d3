// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import Platform
internal import TenancyAPI
internal import TenancyCore

extension Bench {
    /// A number of rows or operations: a fiftieth of it when it is to be quick.
    func scaled(_ number: Int) -> Int { isQuick ? number / 50 : number }

    /// The cases of the address plan.
    var addressPlan: [Case] { onboarding + nextFree + children + addressesThroughSocket + commands + imports + big }

    private var onboarding: [Case] {
        let count = scaled(10_000)
        let inProcess = [1, 8].map { clients in
            Case(name: "onboarding-\(clients)") { bench in
                try await bench.tenantPools()
                return try await Timing.of(count, clients: clients) { number in
                    try await bench.execute(try Workbench.tenant(number, addresses: 4))
                }
            }
        }
        let throughSocket = [1, 8, 64].map { clients in
            Case(name: "onboarding-socket-\(clients)") { bench in
                try await bench.tenantPools()
                return try await bench.served(count, clients: clients) { client, number in
                    var spec = TenantObject.Spec()
                    spec.prefixLength = 24
                    spec.publicIPs = 4
                    let tenant = TenantObject(metadata: ObjectMetadata(name: "t\(number)"), spec: spec)
                    try await client.send("POST", ["v1", "tenants"], tenant)
                }
            }
        }
        return inProcess + throughSocket
    }
}

extension Workbench {
    func tenantPools(public range: String = "100.0.0.0/8") async throws {
        try await pool("private", .private, "10.0.0.0/8")
        try await pool("public", .public, range)
    }

    /// Times a read by `tenancyctl`, a process for each, through the socket; beside processes that do nothing.
    func command(_ count: Int, _ arguments: [String]) async throws -> Timing {
        let served = try ServedPlan(self)
        let program = "\(FileSystem.directory(of: try Host.executable()))/tenancyctl"
        guard FileSystem.exists(program) else {
            throw TenancyError(
                .notFound, "cannot measure \(program): it is not there",
                hint: "swift build --configuration release --static-swift-stdlib --product tenancyctl")
        }
        func run(_ program: String, _ arguments: [String]) throws -> Duration {
            let start = ContinuousClock.now
            let output = try ChildProcess.run(executable: program, arguments: arguments, deadline: .seconds(10))
            guard output.status.isSuccess else { throw BenchError(name: program, status: output.status) }
            return start.duration(to: .now)
        }
        var (timing, idle) = (Timing(), Duration.zero)
        for _ in 0..<count {
            timing.latencies.append(try run(program, ["--socket", served.socket] + arguments))
            idle += try run("/bin/true", [])
        }
        timing.total = timing.latencies.reduce(.zero, +)
        timing.processLimit = Double(count) / (idle / .seconds(1))
        await served.stop()
        return timing
    }

    /// Times clients that use the plan through its socket.
    func served(
        _ count: Int, clients: Int, _ body: @escaping @Sendable (BenchClient, Int) async throws -> Void
    ) async throws -> Timing {
        let served = try ServedPlan(self)
        let callers = (0..<clients).map { _ in BenchClient(served.socket) }
        let timing = try await Timing.of(count, clients: clients) { number in
            try await body(callers[number % clients], number)
        }
        await served.stop()
        return timing
    }
}
