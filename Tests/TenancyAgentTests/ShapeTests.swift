// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Platform
import Synchronization
import TenancyCore
import Testing

@testable import TenancyCluster

/// What the scripted cluster has must be what a real one can have: each object of the tests is held against its CRD.
@Suite("The objects of the scripted cluster", .enabled(if: validator != nil, "no ../shared/tools/validate-manifests"))
struct ShapeTests {
    @Test(
        "have the shapes of their CRDs, with every status that a component gives them in the tests",
        .timeLimit(.minutes(3)))
    func shapes() async throws {
        let made = try await LiveTests().made()
        for component in LiveTests.matrix {
            try await component.breaks(made)
            try await component.mends(made)
        }
        // Of each object its versions; a run sees one of them.
        var versions: [String: [LiveFixture.Shape]] = [:]
        for shape in Set(made.shapes.withLock { $0 }) {
            versions["\(shape.kind) \(shape.namespace ?? "")/\(shape.name)", default: []].append(shape)
        }
        let rendered = try rendered(made)
        var count = 0
        for round in 0..<(versions.values.map(\.count).max() ?? 0) {
            let texts = versions.values.filter { $0.count > round }.map { text(of: $0[round], rendered) }
            try validate(texts + (round == 0 ? Self.others : []))
            count += texts.count
        }
        #expect(count >= 20)
        await made.stop()
    }

    /// What the demo's cluster has beside them.
    private static let others = [
        """
        {"apiVersion":"k8s.ovn.org/v1","kind":"EgressIP","metadata":{"name":"x"},
         "spec":{"egressIPs":["203.0.113.9"],"namespaceSelector":{}},"status":{"items":[{"egressIP":"203.0.113.9","node":"node0"}]}}
        """,
        """
        {"apiVersion":"k8s.ovn.org/v1","kind":"EgressService","metadata":{"name":"x","namespace":"y"},
         "spec":{"sourceIPBy":"LoadBalancerIP"},"status":{"host":"node0"}}
        """,
    ]

    /// The files of the tenant by the kind and the name that they begin with.
    private func rendered(_ made: LiveFixture) throws -> [String: String] {
        let tree = try #require(made.base.publisher.state.withLock { $0.commits.last?.tree })
        let texts = tree.paths.filter { $0.hasSuffix(".yaml") }.compactMap { tree[$0] }
            .map { String(decoding: $0, as: UTF8.self) }
        return Dictionary(
            texts.compactMap { text in
                func value(_ prefix: String) -> Substring? {
                    text.split(separator: "\n").first { $0.hasPrefix(prefix) }?.dropFirst(prefix.count)
                }
                guard let kind = value("kind: "), let name = value("  name: ") else { return nil }
                return ("\(kind) \(name)", text)
            }
        ) { first, _ in first }
    }

    private func text(of shape: LiveFixture.Shape, _ rendered: [String: String]) -> String {
        if let text = rendered["\(shape.kind.rawValue) \(shape.name)"] {
            return text + (shape.status == "{}" ? "" : "status: \(shape.status)\n")
        }
        let parts = LiveFixture.path(shape.kind).split(separator: "/")
        let version = parts.count == 3 ? "v1" : "\(parts[1])/\(parts[2])"
        let place = shape.namespace.map { ",\"namespace\":\"\($0)\"" } ?? ""
        let spec = shape.spec == "{}" ? "" : ",\"spec\":\(shape.spec)"
        return
            "{\"apiVersion\":\"\(version)\",\"kind\":\"\(shape.kind.rawValue)\",\"metadata\":{\"name\":\"\(shape.name)\"\(place)}\(spec),\"status\":\(shape.status)}\n"
    }

    private func validate(_ texts: [String]) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "tenancy-shapes-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for (number, text) in texts.sorted().enumerated() {
            try Data(text.utf8).write(to: folder.appending(path: "\(number).yaml"))
        }
        let output = try ChildProcess.run(
            executable: try #require(validator), arguments: ["--ovn-release", "1.3", folder.path],
            environment: Host.environment, deadline: .seconds(120))
        #expect(output.status.isSuccess, "\(String(decoding: output.stdout.prefix(4000), as: UTF8.self))")
    }
}

/// The checker of the development environment, beside the package or above it.
private let validator: String? = {
    var folder = URL(filePath: #filePath).deletingLastPathComponent()
    while folder.path != "/" {
        folder.deleteLastPathComponent()
        let candidate = folder.appending(path: "shared/tools/validate-manifests").path
        if FileManager.default.isExecutableFile(atPath: candidate) { return candidate }
    }
    return nil
}()
