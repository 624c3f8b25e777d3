// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import CommandLineKit
internal import Netlink
internal import Platform
internal import TenancyAPI
internal import TenancyCore
internal import TenancyKernel

/// Measures what the kernel's keeper does with many routes, and what other programs take for the same. Each case has a process and a namespace of its own.
struct KernelBench: Sendable {
    /// Where the peers are, and where files may be written.
    let peers: String
    let isQuick: Bool
    private let clock = ContinuousClock()

    init(peers: String, isQuick: Bool) {
        self.peers = peers
        self.isQuick = isQuick
    }

    static let works = ["add", "noop", "restart", "repair", "delete"]

    /// The names of the cases, in order.
    var cases: [String] {
        Self.works.flatMap { work in
            (work == "repair" ? ["10k", "100k", "1m"] : ["100k", "1m"]).map { "\(work)-\($0)" }
        }
    }

    func runApart(_ name: String) throws {
        let output = try ChildProcess.run(
            executable: "/proc/self/exe",
            arguments: ["kernel", "--case", name, "--peers", peers] + (isQuick ? ["--quick"] : []),
            environment: Host.environment, deadline: .seconds(900))
        StandardStream.write(String(decoding: output.stdout, as: UTF8.self), to: 1)
        StandardStream.write(String(decoding: output.stderr, as: UTF8.self), to: 2)
        guard output.status.isSuccess else { throw BenchError(name: name, status: output.status) }
    }

    /// Measures one case and prints its line.
    func run(_ name: String) async throws {
        let sizes = ["10k": 10_000, "100k": 100_000, "1m": 1_000_000]
        let words = name.split(separator: "-").map(String.init)
        guard cases.contains(name), let size = words.last.flatMap({ sizes[$0] }) else {
            throw UsageError("no case '\(name)'", hint: "cases: \(cases.joined(separator: ", "))")
        }
        let count = isQuick ? size / 50 : size
        let bed = try await KernelBed()
        let line =
            switch words[0] {
            case "add": try await change(name, .add, count, in: bed)
            case "delete": try await change(name, .delete, count, in: bed)
            case "repair": try await repair(name, count, in: bed)
            default: try await look(name, count, in: bed)
            }
        StandardStream.write(String(decoding: try JSON.encode(line), as: UTF8.self) + "\n", to: 1)
    }

    /// Adds or deletes routes, again and again in turn with the C program, and then with the others.
    private func change(
        _ name: String, _ work: KernelPeer.Work, _ count: Int, in bed: KernelBed
    ) async throws -> KernelMeasurement {
        let keeper = bed.keeper()
        let (few, many) = (try KernelBed.state(0), try KernelBed.state(count))
        _ = try await apply(few, with: keeper)
        var own: [Double] = []
        var pairs: [Double] = []
        var writes = 0
        for round in 0..<(count > 200_000 ? 3 : 7) {
            // Who goes first has the colder caches; they take turns.
            if round % 2 == 0 { pairs += try await sender(work, count, in: bed) }
            for (state, isTimed) in [(many, work == .add), (few, work == .delete)] {
                let (seconds, changes) = try await apply(state, with: keeper)
                guard isTimed else { continue }
                own.append(seconds)
                writes = changes
            }
            if round % 2 == 1 { pairs += try await sender(work, count, in: bed) }
        }
        var line = KernelMeasurement(name, count, seconds: own, writes: writes)
        if count >= 10_000 {
            let tenth = try KernelBed.state(count / 10)
            var seconds: [Double] = []
            for _ in 0..<3 {
                let added = try await apply(tenth, with: keeper).seconds
                let removed = try await apply(few, with: keeper).seconds
                seconds.append(work == .add ? added : removed)
            }
            line.linear = (seconds.median * 10 / own.median).rounded(to: 3)
        }
        line.peers = try await others(work, count, own, pairs, in: bed)
        return line
    }

    /// The C program's seconds for the messages that we send, or none when it is not there: before we delete routes we read what there is.
    private func sender(_ work: KernelPeer.Work, _ count: Int, in bed: KernelBed) async throws -> [Double] {
        guard FileSystem.exists("\(peers)/sender") else { return [] }
        let added = try await KernelPeer.c.seconds(.add, count, in: bed, peers: peers)
        let read = try await KernelPeer.c.seconds(.dump, count, in: bed, peers: peers)
        let removed = try await KernelPeer.c.seconds(.delete, count, in: bed, peers: peers)
        return [work == .add ? added : read + removed]
    }

    /// Looks at routes that are all there: by the keeper that has put them there, or by one that starts over them.
    private func look(_ name: String, _ count: Int, in bed: KernelBed) async throws -> KernelMeasurement {
        let keeper = bed.keeper()
        let state = try KernelBed.state(count)
        _ = try await apply(state, with: keeper)
        // Hears the keeper's own writes as well.
        let listener = try await bed.listen()
        var own: [Double] = []
        var pairs: [Double] = []
        for _ in 0..<5 {
            let start = clock.now
            if name.hasPrefix("noop") {
                guard try await keeper.differences(from: state).isEmpty else {
                    throw TenancyError(.internal, "the kernel differs")
                }
            } else {
                guard try await apply(state, with: bed.keeper()).writes == 0 else {
                    throw TenancyError(.internal, "a start writes")
                }
            }
            own.append(start.duration(to: clock.now) / .seconds(1))
            if FileSystem.exists("\(peers)/sender") {
                pairs.append(try await KernelPeer.c.seconds(.dump, count, in: bed, peers: peers))
            }
        }
        var line = KernelMeasurement(
            name, count, seconds: own, writes: try listener.receive(within: .milliseconds(100)).count)
        line.peers = try await others(.dump, count, own, pairs, in: bed)
        return line
    }

    /// Takes the uplink down and up, and counts from there until all routes are back.
    private func repair(_ name: String, _ count: Int, in bed: KernelBed) async throws -> KernelMeasurement {
        let keeper = bed.keeper()
        let state = try KernelBed.state(count)
        let (looks, look) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let (rounds, round) = AsyncStream.makeStream(of: (writes: Int, at: ContinuousClock.Instant).self)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            defer { group.cancelAll() }
            group.addTask { try await keeper.watch { look.yield() } }
            group.addTask {
                for await _ in looks { round.yield(((await keeper.apply(state)).writes, ContinuousClock.now)) }
            }
            var rounds = rounds.makeAsyncIterator()
            _ = await rounds.next()
            var own: [Double] = []
            var writes = 0
            for _ in 0..<(count > 200_000 ? 3 : 9) {
                let start = try await bed.flap()
                writes = 0
                while writes < count, let round = await rounds.next() {
                    writes += round.writes
                    if writes >= count { own.append(start.duration(to: round.at) / .seconds(1)) }
                }
                guard try await bed.routes() == count else { throw TenancyError(.internal, "routes are missing") }
            }
            return KernelMeasurement(name, count, seconds: own, writes: writes)
        }
    }

    @discardableResult
    private func apply(
        _ state: KernelState, with keeper: KernelKeeper<NamespaceKernel>
    ) async throws -> (seconds: Double, writes: Int) {
        let start = clock.now
        let report = await keeper.apply(state)
        let seconds = start.duration(to: clock.now) / .seconds(1)
        if let failure = report.failures.first { throw TenancyError(.internal, failure.message) }
        return (seconds, report.writes)
    }

    /// All peers' lines; those of the C program are measured already.
    private func others(
        _ work: KernelPeer.Work, _ count: Int, _ own: [Double], _ pairs: [Double], in bed: KernelBed
    ) async throws -> [KernelMeasurement.Peer] {
        var lines: [KernelMeasurement.Peer] = []
        for peer in KernelPeer.allCases where peer.canDo(work) {
            let share = peer.share(of: count)
            var line = KernelMeasurement.Peer(name: peer.rawValue)
            do {
                var seconds = pairs
                if peer != .c {
                    if work == .delete { _ = try await KernelPeer.c.seconds(.add, share, in: bed, peers: peers) }
                    seconds = [try await peer.seconds(work, share, in: bed, peers: peers)]
                    if work == .add, peer != .bird {
                        _ = try await KernelPeer.c.seconds(.delete, share, in: bed, peers: peers)
                    }
                } else if pairs.isEmpty {
                    throw TenancyError(.notFound, "there is no \(peers)/sender")
                }
                let rate = Double(share) / seconds.median
                line.n = share
                line.seconds = seconds.median.rounded(to: 6)
                line.rate = rate.rounded()
                let ratios =
                    seconds.count == own.count
                    ? zip(seconds, own).map { $0 / $1 } : own.map { Double(count) / $0 / rate }
                line.ratio = ratios.median.rounded(to: 3)
            } catch {
                line.missing = "\(error)"
            }
            lines.append(line)
        }
        return lines
    }
}
