// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import APIServerFixture
import Foundation

/// Argo CD with the components behind it: what is in Git is applied, what is gone from there is pruned, and each object gets a status.
struct Applier {
    private struct Manifest: Hashable {
        let kind: String
        /// With the namespace before it, where there is one.
        let name: String
        let digest: String
        /// The list of its egress addresses, which the status repeats.
        let addresses: String
    }

    private struct Unknown: Error {
        let kind: String
    }

    private let api: ScriptedAPI
    private var applied: [String: Manifest] = [:]
    private var words: [String: String] = [:]

    init(_ api: ScriptedAPI) { self.api = api }

    /// What a component says of an object from now on.
    mutating func say(_ kind: String, _ name: String, _ status: String) throws {
        words["\(kind) \(name)"] = status == "-" ? nil : status
        if let manifest = applied["\(kind) \(name)"] { try put(manifest) }
    }

    mutating func apply(repository: String) throws {
        let wanted = Dictionary(try Self.manifests(of: repository).map { ("\($0.kind) \($0.name)", $0) }) { $1 }
        for (key, manifest) in wanted.sorted(by: { $0.key < $1.key }) where applied[key] != manifest {
            try put(manifest)
        }
        for (key, manifest) in applied where wanted[key] == nil {
            if let path = Kinds.path(of: manifest.kind) { api.remove(path, manifest.name) }
        }
        applied = wanted
    }

    private func put(_ manifest: Manifest) throws {
        guard let path = Kinds.path(of: manifest.kind) else { throw Unknown(kind: manifest.kind) }
        let parts = manifest.name.split(separator: "/").map(String.init)
        let place = parts.count == 2 ? ",\"namespace\":\"\(parts[0])\"" : ""
        var status = words["\(manifest.kind) \(manifest.name)"] ?? Kinds.health(of: manifest.kind)
        var spec = "{}"
        if manifest.kind == "EgressIP" {
            let items = manifest.addresses.split(separator: " ")
            spec = "{\"egressIPs\":[\(items.map { "\"\($0)\"" }.joined(separator: ","))]}"
            status =
                "{\"items\":[\(items.map { "{\"egressIP\":\"\($0)\",\"node\":\"node0\"}" }.joined(separator: ","))]}"
        }
        api.put(
            path, manifest.name,
            #"{"metadata":{"name":"\#(parts.last ?? "")"\#(place),"annotations":{"tenancy.dev/digest":"\#(manifest.digest)"}},"spec":\#(spec),"status":\#(status)}"#
        )
    }

    /// The objects of the branch `main` that have a digest; others are not followed.
    private static func manifests(of repository: String) throws -> [Manifest] {
        let folder = NSTemporaryDirectory() + "scripted-cluster-\(UUID())"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let line = "git --git-dir='\(repository)' archive main | tar -x -C '\(folder)'"
        guard let pipe = unsafe popen(line, "r"), unsafe pclose(pipe) == 0 else { throw CocoaError(.fileReadUnknown) }
        let files = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
        return try files.filter { $0.hasSuffix(".yaml") }.sorted().flatMap { file in
            try String(contentsOfFile: "\(folder)/\(file)", encoding: .utf8)
                .components(separatedBy: "\n---\n").compactMap(manifest)
        }.filter { Kinds.path(of: $0.kind) != nil }
    }

    private static func manifest(_ text: String) -> Manifest? {
        var (kind, name, namespace, digest, section) = ("", "", "", "", "")
        var addresses: [String] = []
        var isAddresses = false
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ", maxSplits: 1).map { String($0).filter { $0 != "\"" && $0 != "'" } }
            if !line.hasPrefix(" "), !line.hasPrefix("-") { section = words[0] }
            if line.hasPrefix("kind:") { kind = words[1] }
            if section == "metadata:", line.hasPrefix("  name:") { name = words[1] }
            if section == "metadata:", line.hasPrefix("  namespace:") { namespace = words[1] }
            if line.hasPrefix("    tenancy.dev/digest:") { digest = words[1] }
            if isAddresses, words[0] == "-", words.count == 2 {
                addresses.append(words[1])
            } else {
                isAddresses = false
            }
            if words[0] == "egressIPs:" { isAddresses = true }
        }
        guard !digest.isEmpty else { return nil }
        return Manifest(
            kind: kind, name: namespace.isEmpty ? name : "\(namespace)/\(name)", digest: digest,
            addresses: addresses.joined(separator: " "))
    }
}
