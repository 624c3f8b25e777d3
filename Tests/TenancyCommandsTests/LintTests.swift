// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@Suite struct LintTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "tenancy-lint-\(UUID())").path

    private static let pool = """
        apiVersion: metallb.io/v1beta1
        kind: IPAddressPool
        metadata: {name: a, namespace: m}
        spec: {addresses: [192.0.2.1/32], serviceAllocation: {namespaces: [a]}}

        """
    private static let advertisement = """
        apiVersion: metallb.io/v1beta1
        kind: L2Advertisement
        metadata: {name: a, namespace: m}
        spec: {ipAddressPools: [a], interfaces: [br-ex]}

        """

    private func write(_ files: [String: String]) throws {
        for (path, text) in files {
            let file = URL(filePath: "\(folder)/\(path)")
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file)
        }
    }

    @Test("findings are on standard output, the exit code says whether there are any, and no daemon is asked")
    func findings() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try write(["a/pool.yaml": Self.pool, "a/.hidden/x.yaml": "[", "a/notes.txt": "{{"])
        try FileManager.default.createSymbolicLink(atPath: folder + "/a/loop", withDestinationPath: ".")
        let run = tenancyctl("manifests lint \(folder)/")
        #expect(run.exitCode == 1 && run.requests.isEmpty)
        #expect(
            run.output == """
                CODE\(String(repeating: " ", count: 16))PLACE\(String(repeating: " ", count: folder.count + 11))FINDING
                pool-not-announced  \(folder)/a/pool.yaml:3  IPAddressPool m/a: no L2Advertisement or BGPAdvertisement \
                names it, so no address of it can be reached; hint: add an advertisement with ipAddressPools: [a]

                """, "\(run.output)")
        #expect(run.errors == "error: 1 finding in \(folder)/\n")

        try write(["b.yml": Self.advertisement])
        let clean = tenancyctl("manifests lint \(folder)")
        #expect(clean.exitCode == 0 && clean.errors.isEmpty && clean.output == "nothing to report in 2 files\n")
    }

    @Test("json, name and sarif have the same findings")
    func formats() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try write(["a b.yaml": Self.pool])
        let json = tenancyctl("manifests lint '\(folder)/a b.yaml' -o json")
        #expect(json.exitCode == 1)
        let report = try #require(try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
        #expect(report["kind"] as? String == "LintReport" && (report["findings"] as? [Any])?.count == 1)
        #expect(json.output.contains(#""line": 3,"#) && json.output.contains(#""code": "pool-not-announced""#))
        let name = tenancyctl("manifests lint '\(folder)/a b.yaml' -o name")
        #expect(name.output == "pool-not-announced/\(folder)/a b.yaml:3\n")

        let sarif = tenancyctl("manifests lint '\(folder)/a b.yaml' -o sarif")
        #expect(sarif.exitCode == 1)
        let log = try #require(try JSONSerialization.jsonObject(with: Data(sarif.output.utf8)) as? [String: Any])
        #expect(log["version"] as? String == "2.1.0")
        let run = try #require((log["runs"] as? [[String: Any]])?.first)
        let results = try #require(run["results"] as? [[String: Any]])
        #expect(results.map { $0["ruleId"] as? String } == ["pool-not-announced"])
        #expect(sarif.output.contains("/a%20b.yaml\"") && sarif.output.contains(#""startLine": 3"#))
    }

    @Test("what cannot be read or understood is 64")
    func usage() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try write(["a.yaml": ""])
        for line in [
            "manifests lint", "manifests lint \(folder)/none", "manifests lint \(folder) --old \(folder)/none",
            "manifests lint \(folder) --node-subnet 192.0.2.1", "manifests lint \(folder) --node-address x",
            "tenant list -o sarif",
        ] {
            let run = tenancyctl(line)
            #expect(run.exitCode == 64 && run.output.isEmpty && run.requests.isEmpty, "\(line): \(run.errors)")
        }
    }

    @Test("what was published before and what the node has count, too")
    func context() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try write([
            "new/a.yaml": Self.pool + "---\n" + Self.advertisement,
            "old/a.yaml": (Self.pool + "---\n" + Self.advertisement).replacing("name: a,", with: "name: b,"),
        ])
        #expect(tenancyctl("manifests lint \(folder)/new").exitCode == 0)
        let moved = tenancyctl("manifests lint \(folder)/new --old \(folder)/old -o name")
        #expect(moved.output == "address-moved/\(folder)/new/a.yaml:4\n")
        let taken = tenancyctl("manifests lint \(folder)/new --node-address 192.0.2.1 -o name")
        #expect(taken.output == "address-on-node/\(folder)/new/a.yaml:4\n")
    }
}
