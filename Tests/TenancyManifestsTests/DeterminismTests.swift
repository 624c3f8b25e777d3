// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import ManifestLint
import Platform
import TenancyCore
import TenancyManifests
import Testing

@Suite("The same plan gives the same bytes")
struct DeterminismTests {
    private static let variable = "TENANCY_DETERMINISM"
    private static let output = ProcessInfo.processInfo.environment[variable]

    @Test(
        "in another process, with another hash seed and another locale",
        .enabled(if: output == nil, "this is such a process"))
    func processes() throws {
        try withTemporaryFolder { folder in
            // One in which 'i' has another capital, a number another point, and a list another order.
            let locales = folder.appending(path: "locales")
            try FileManager.default.createDirectory(at: locales, withIntermediateDirectories: true)
            let made = try run(
                "/usr/bin/localedef", ["-i", "tr_TR", "-f", "UTF-8", locales.appending(path: "tr_TR.UTF-8").path])
            #expect(made.status.isSuccess)
            let environments = [
                ["LC_ALL": "C"],
                [
                    "LC_ALL": "tr_TR.UTF-8", "LOCPATH": locales.path, "LANGUAGE": "tr", "TZ": "Asia/Kathmandu",
                ],
                ["LC_ALL": "C", "SWIFT_DETERMINISTIC_HASHING": "1"],
            ]
            var outputs: [Data] = []
            for (index, environment) in environments.enumerated() {
                let file = folder.appending(path: "\(index)")
                let arguments =
                    CommandLine.arguments.dropFirst().filter { !$0.contains("xunit") } + [
                        "--filter", "DeterminismTests/write",
                    ]
                // By its path: under /proc/self it would be the child's.
                let program = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().path
                let status = try run(
                    program, arguments, environment: environment.merging([Self.variable: file.path]) { $1 }
                ).status
                #expect(status.isSuccess)
                outputs.append(try Data(contentsOf: file))
            }
            #expect(outputs[0].count > 100_000)
            #expect(outputs[0] == outputs[1])
            #expect(outputs[0] == outputs[2])
        }
    }

    @Test(
        "what the other processes write",
        .enabled(if: output != nil, "runs in the processes that the test beside it starts"))
    func write() throws {
        let file = try #require(Self.output)
        let isSet = unsafe setlocale(LC_ALL, "") != nil
        #expect(isSet, "the locale is there, and C libraries use it")
        var text = Data()
        for flavor in GitOpsSettings.Flavor.allCases {
            var settings = try Fixture.withFabric(Fixture.everything(flavor: flavor))
            settings.namespaceDefaults.isolates = true
            settings.namespaceDefaults.quota = Dictionary(uniqueKeysWithValues: (0..<20).map { ("count/r\($0)", "1") })
            settings.gitOps.environments = try Fixture.environments()
            let networks = try Fixture.matrix(60).enumerated().map { turn, network in
                let network = try Fixture.withExtras(network, turn: turn)
                return turn.isMultiple(of: 7) ? Fixture.adopted(network) : network
            }
            let leaks = try Fixture.leaks(of: networks) + Fixture.connections(of: networks)
            let tree = ManifestRenderer(settings: settings)
                .render(Fixture.snapshot(networks.shuffled(), leaks: leaks.shuffled()))
            for path in tree.paths { text += Data("\(path)\n".utf8) + (tree[path] ?? []) }
            // Findings are output, too: those of the tree with every other file missing.
            let files = tree.paths.enumerated().filter { $0.offset.isMultiple(of: 2) }
                .map { LintSource(path: $0.element, bytes: tree[$0.element] ?? []) }
            text += Data("\(ManifestLinter.findings(in: files.shuffled()))".utf8)
        }
        try text.write(to: URL(filePath: file))
    }

    @Test("with and without a memory of the plan before")
    func memory() throws {
        let settings = try Fixture.settings()
        let memory = RenderMemory()
        var networks = try Fixture.matrix(30)
        let old = ManifestRenderer(settings: settings, memory: memory).render(Fixture.snapshot(networks))
        networks[3] = try Fixture.network("t3", .egressIP, .bgp, index: 200)
        networks.remove(at: 20)
        let new = ManifestRenderer(settings: settings, memory: memory).render(Fixture.snapshot(networks))
        #expect(new == ManifestRenderer(settings: settings).render(Fixture.snapshot(networks)))
        let changed = new.paths(changedSince: old)
        #expect(!changed.isEmpty && changed == Set(old.paths).union(new.paths).filter { old[$0] != new[$0] }.sorted())
        #expect(
            changed.allSatisfy {
                $0.hasPrefix("tenants/t3/") || $0.hasPrefix("tenants/t20/") || $0 == "tenants/kustomization.yaml"
                    || $0.hasPrefix("platform/")
            })
        var other = settings
        other.namespaceDefaults.isolates = true
        let third = ManifestRenderer(settings: other, memory: memory).render(Fixture.snapshot(networks))
        #expect(third == ManifestRenderer(settings: other).render(Fixture.snapshot(networks)))
        #expect(third != new)
    }
}
