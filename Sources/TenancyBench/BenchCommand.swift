// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import CommandLineKit
internal import Platform
internal import TenancyAPI

/// `tenancy-bench`: measures, and prints one JSON line for each case.
package enum BenchCommand {
    private static let quick = Option<Bool>.flag("quick", "a fiftieth of the rows, to see that every case works")
    private static let only = Option<String?>.value("case", "NAME", .text, "run this case alone")
    private static let folder = Option<String>.value(
        "dir", "DIRECTORY", .text, default: ("/var/tmp", "/var/tmp"),
        "where the databases are made; on the disk to be measured")

    private static let peers = Option<String>.value(
        "peers", "DIRECTORY", .text, default: (".build/peers", ".build/peers"),
        "where the programs to compare with are, as .ci/bench puts them there")

    private static let rest = Option<Int>.value(
        "rest", "SECONDS", .number, default: (60, "60"), "for how long nothing is done")

    private static let program = Program(
        Command(
            "tenancy-bench", "measures Tenancy",
            discussion: """
                Each line of output is a JSON object. Rates are operations per second, times are microseconds. durableLimit is how many single-row commits this \
                disk and SQLite gave just before the case, one after the other; ratio is the case's rate by that limit. Of import, start and backup the rate is rows per second. Where tenancyctl \
                is run, the limit is processLimit: how often /bin/true could be. peakMemory is in KiB.
                """,
            subcommands: [
                Command(
                    "ipam", "the address plan, in one process and through the socket",
                    options: [OptionGroup("Options", quick, only, folder)],
                    examples: [Example("See that every case works", "tenancy-bench ipam --quick")]),
                Command(
                    "manifests", "rendering and publishing, beside PyYAML and git alone",
                    discussion: """
                        Times are milliseconds. ratios compare with the named cases of the same run: of PyYAML and git with ours, and of 10,000 tenants with 1,000.
                        """,
                    options: [OptionGroup("Options", quick, only, folder)],
                    examples: [Example("See that every case works", "tenancy-bench manifests --quick")]),
                Command(
                    "kernel", "the kernel's routes, in network namespaces of its own",
                    discussion: """
                        Needs root. Each case is measured in turn with the programs in the directory of peers; ratio is our rate by theirs. One that is not there is \
                        reported as missing.
                        """,
                    options: [OptionGroup("Options", quick, only, peers)],
                    examples: [Example("See that every case works", "tenancy-bench kernel --quick")]),
                Command(
                    "cluster", "reading a cluster that a program beside this one plays, and the daemon at rest",
                    discussion: """
                        Memory is KiB that are resident; latencies are milliseconds and hold the start of a program that tells the cluster. The daemon writes to the \
                        kernel: run it in a network namespace of its own, as .ci/bench does. daemon-1000-host-vrf needs a kernel with VRFs.
                        """,
                    options: [OptionGroup("Options", quick, only, folder, rest)],
                    examples: [Example("See that every case works", "tenancy-bench cluster --quick --rest 5")]),
            ]), version: APIVersion.program, topics: [])

    /// Runs with the arguments, without the program's name, and returns the exit code.
    package static func run(_ arguments: [String]) async -> Int32 {
        do {
            switch try program.parse(arguments, environment: Host.environment) {
            case .text(let text): StandardStream.write(text, to: 1)
            case .command(let match):
                if match.path.last == "manifests" {
                    let bench = ManifestBench(parent: match[folder], isQuick: match[quick])
                    if let name = match[only] { try await bench.run(name) } else { try bench.runAll() }
                    return 0
                }
                if match.path.last == "cluster" {
                    let bench = ClusterBench(parent: match[folder], isQuick: match[quick], rest: match[rest])
                    if let name = match[only] {
                        try await bench.run(name)
                    } else {
                        try ClusterBench.cases.forEach(bench.runApart)
                    }
                    return 0
                }
                if match.path.last == "kernel" {
                    let bench = KernelBench(peers: match[peers], isQuick: match[quick])
                    if let name = match[only] {
                        try await bench.run(name)
                    } else {
                        try bench.cases.forEach(bench.runApart)
                    }
                    return 0
                }
                let bench = Bench(parent: match[folder], isQuick: match[quick])
                guard let name = match[only] else {
                    for one in bench.addressPlan { try bench.runApart(one) }
                    return 0
                }
                guard let one = bench.addressPlan.first(where: { $0.name == name }) else {
                    let names = bench.addressPlan.map(\.name).joined(separator: ", ")
                    throw UsageError("no case '\(name)'", hint: "cases: \(names)")
                }
                try await bench.run(one)
            }
            return 0
        } catch let error as UsageError {
            StandardStream.write("error: \(error.message)\nhint: \(error.hint)\n", to: 2)
            return UsageError.exitCode
        } catch {
            StandardStream.write("error: \(error)\n", to: 2)
            return 1
        }
    }
}
