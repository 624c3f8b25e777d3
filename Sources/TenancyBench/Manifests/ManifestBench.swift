// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import CommandLineKit
internal import Platform
internal import TenancyAPI
internal import TenancyAgent
internal import TenancyCore
internal import TenancyGit
internal import TenancyManifests
internal import TenancyStore

/// Measures rendering and publishing, beside what others take for the same in the same run. Each case has a process and a folder of its own.
struct ManifestBench: Sendable {
    /// Where the folders are made.
    let parent: String
    let isQuick: Bool

    private static let works = [
        "render", "pyyaml", "first", "git-first", "change", "no-change", "git-change", "daemon-change",
    ]
    private static let sizes = [1000, 10_000]

    /// The names of the cases, in order.
    var cases: [String] { Self.works.flatMap { work in Self.sizes.map { "\(work)-\($0)" } } }

    private var rounds: Int { isQuick ? 3 : 41 }

    /// Runs all cases, and then prints what their numbers are to each other.
    func runAll() throws {
        var measured: [String: ManifestMeasurement] = [:]
        for name in cases {
            let output = try ChildProcess.run(
                executable: "/proc/self/exe",
                arguments: ["manifests", "--case", name, "--dir", parent] + (isQuick ? ["--quick"] : []),
                environment: Host.environment, deadline: .seconds(1800))
            StandardStream.write(String(decoding: output.stderr, as: UTF8.self), to: 2)
            guard output.status.isSuccess else { throw BenchError(name: name, status: output.status) }
            let line = try JSON.decode(ManifestMeasurement.self, from: output.stdout)
            measured[name] = line
            try print(compared(line, with: measured))
        }
    }

    /// The measurement with its ratios: to the others' work on the same tree, and to the same work on the smaller plan.
    private func compared(
        _ line: ManifestMeasurement, with measured: [String: ManifestMeasurement]
    ) -> ManifestMeasurement {
        var ratios: [String: Double] = [:]
        let others = ["pyyaml": "render", "git-first": "first", "git-change": "change"]
        for (other, ours) in others {
            for size in Self.sizes where line.case == "\(other)-\(size)" {
                guard let base = measured["\(ours)-\(size)"], base.p50 > 0 else { continue }
                ratios["\(ours)-\(size)"] = line.p50 / base.p50
            }
        }
        for work in Self.works where line.case == "\(work)-10000" {
            if let small = measured["\(work)-1000"], small.p50 > 0 { ratios["\(work)-1000"] = line.p50 / small.p50 }
        }
        var line = line
        line.ratios = ratios.mapValues { ($0 * 100).rounded() / 100 }
        return line
    }

    private func print(_ line: ManifestMeasurement) throws {
        StandardStream.write(String(decoding: try JSON.encode(line), as: UTF8.self) + "\n", to: 1)
    }

    /// Measures one case and prints its line.
    func run(_ name: String) async throws {
        guard cases.contains(name), let dash = name.lastIndex(of: "-"), let size = Int(name[name.index(after: dash)...])
        else { throw UsageError("no case '\(name)'", hint: "cases: \(cases.joined(separator: ", "))") }
        let work = String(name[..<dash])
        let tenants = isQuick ? size / 50 : size
        let folder = "\(parent)/tenancy-bench.\(UInt64.random(in: .min ... .max))"
        try FileSystem.createDirectory(folder, mode: 0o700)
        defer {
            _ = try? ChildProcess.run(
                executable: "/bin/rm", arguments: ["-rf", "--", folder], deadline: .seconds(300))
        }
        let times: [Double]
        var files = 0
        switch work {
        case "pyyaml", "git-first", "git-change":
            let tree = ManifestRenderer(settings: try ManifestPlan.settings())
                .render(try ManifestPlan(count: tenants).snapshot)
            for (path, bytes) in tree.files {
                try FileSystem.createDirectory(FileSystem.directory(of: "\(folder)/tree/\(path)"), mode: 0o755)
                try FileSystem.write(bytes, to: "\(folder)/tree/\(path)")
            }
            let line = try ManifestBaseline.run(
                work, for: name, folder: "\(folder)/tree", tenants: tenants, files: tree.paths.count,
                count: work == "pyyaml" ? 3 : rounds)
            return try print(line)
        case "render": (times, files) = try render(tenants)
        case "daemon-change": (times, files) = try await daemon(tenants, in: folder)
        default: (times, files) = try await publish(work, tenants, in: folder)
        }
        try print(
            ManifestMeasurement(
                name, tenants: tenants, files: files, milliseconds: times, peakMemory: Memory.peak))
    }

    /// Rendering everything, with nothing remembered.
    private func render(_ tenants: Int) throws -> ([Double], files: Int) {
        let snapshot = try ManifestPlan(count: tenants).snapshot
        let settings = try ManifestPlan.settings()
        var files = 0
        let times = (0..<3).map { _ in
            Self.milliseconds {
                files = ManifestRenderer(settings: settings).render(snapshot).paths.count
            }
        }
        return (times, files)
    }

    /// Rendering and publishing: everything, a change of one tenant, or no change.
    private func publish(_ work: String, _ tenants: Int, in folder: String) async throws -> ([Double], files: Int) {
        var plan = try ManifestPlan(count: tenants)
        let publisher = try GitPublisher(GitSettings(repository: "\(folder)/manifests.git"))
        let renderer = ManifestRenderer(settings: try ManifestPlan.settings())
        func publish() async throws -> (Double, ManifestTree, PublishReport) {
            let snapshot = plan.snapshot
            let clock = ContinuousClock()
            let start = clock.now
            let tree = renderer.render(snapshot)
            let message = CommitMessage(
                subject: "revision \(snapshot.revision)", trailers: [],
                time: Timestamp(microseconds: snapshot.revision * 1_000_000))
            let report = try await publisher.publish(tree, message: message)
            return (start.duration(to: clock.now) / .milliseconds(1), tree, report)
        }
        let (first, tree, _) = try await publish()
        if work == "first" { return ([first], tree.paths.count) }
        var times: [Double] = []
        for round in 0..<rounds {
            let number = round * 7919 % tenants
            if work == "change" { try plan.change(number) }
            let (time, _, report) = try await publish()
            times.append(time)
            guard report.changed.isEmpty == (work == "no-change"),
                report.changed.allSatisfy({ $0.hasPrefix("tenants/t\(number)/") })
            else { throw TenancyError(.internal, "\(work) wrote \(report.changed)") }
            await publisher.tidy()
        }
        return (times, tree.paths.count)
    }

    /// What the daemon does between a stored change of one tenant and the acknowledgement of its commit.
    private func daemon(_ tenants: Int, in folder: String) async throws -> ([Double], files: Int) {
        let bench = try await Workbench(folder: folder)
        try await bench.tenantPools()
        try await bench.fill(0..<tenants) {
            try await bench.execute(try Workbench.tenant($0, length: 24, addresses: 2))
        }
        let renderer = ManifestRenderer(settings: try ManifestPlan.settings())
        let publisher = PhasedPublisher(
            publisher: try GitPublisher(GitSettings(repository: "\(folder)/manifests.git")), phases: Phases(),
            render: { renderer.render($0) }, now: Workbench.now)
        let work = ManifestWork(store: bench.store, publisher: publisher, now: Workbench.now)
        let executor = Executor(
            work, store: bench.store, board: Board(), wakeups: ChangeCounter(), clock: ContinuousClock(),
            report: { _, _, _ in })
        func round() async throws {
            guard await executor.round() else { throw TenancyError(.internal, "a round failed") }
        }
        try await round()
        let clock = ContinuousClock()
        var times: [Double] = []
        for number in 0..<rounds {
            var request = AddressRequest(tenant: try TenantName("t\(number * 7919 % tenants)"), role: .loadBalancer)
            request.pools = [try PoolName("public")]
            try await bench.execute(.allocate(request))
            let start = clock.now
            try await round()
            times.append(start.duration(to: clock.now) / .milliseconds(1))
        }
        return (times, renderer.render(try await bench.store.snapshot()).paths.count)
    }

    private static func milliseconds(_ body: () -> Void) -> Double {
        let clock = ContinuousClock()
        let start = clock.now
        body()
        return start.duration(to: clock.now) / .milliseconds(1)
    }
}
