// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import YAML

extension LintObject {
    var isKustomization: Bool { kind == "Kustomization" && group == "kustomize.config.k8s.io" }

    /// The files of a kustomization that change objects instead of being some.
    var patchFiles: [String] {
        guard isKustomization else { return [] }
        let texts =
            (at("patches")?.items.compactMap { $0["path"]?.text } ?? []) + (at("patchesStrategicMerge")?.texts ?? [])
        return texts.compactMap { Self.path($0, from: file) }
    }

    /// A path that is written in a file, as a path beside that file's; `nil` when it leads out of what is read, or to another machine.
    static func path(_ text: String, from file: String) -> String? {
        guard !text.contains("://"), !text.hasPrefix("/"), !text.contains("\n") else { return nil }
        var parts = file.split(separator: "/", omittingEmptySubsequences: false).dropLast()
        for part in text.split(separator: "/") where part != "." {
            if part == ".." {
                guard let last = parts.popLast(), last != ".." else { return nil }
            } else {
                parts.append(part)
            }
        }
        return parts.joined(separator: "/")
    }
}
