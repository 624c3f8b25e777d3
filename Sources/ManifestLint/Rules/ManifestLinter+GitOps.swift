// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import YAML

extension ManifestLinter {
    /// What Argo CD and Flux stumble over.
    mutating func checkGitOps() {
        let groups: Set = ["metallb.io", "frrk8s.metallb.io", "k8s.ovn.org"]
        for object in inventory.objects where groups.contains(object.group) || object.kind == "Namespace" {
            for entry in (object.at("metadata", "labels")?.entries ?? [])
                + (object.at("metadata", "annotations")?.entries ?? [])
            where Self.isTrackingMark(entry.key) {
                report(
                    .trackingMark, object, line: entry.keyLine, "\(entry.key) says to whom the object belongs",
                    fix: "remove it: Argo CD or Flux sets it")
            }
        }
        checkKustomizations()
        for object in inventory.all("Application", "argoproj.io") {
            checkRetry(object, object.at("spec", "syncPolicy"), line: object.line("spec", "syncPolicy"))
        }
        for object in inventory.all("ApplicationSet", "argoproj.io") {
            checkRetry(
                object, object.at("spec", "template", "spec", "syncPolicy"),
                line: object.line("spec", "template", "spec", "syncPolicy"))
        }
    }

    private static func isTrackingMark(_ key: String) -> Bool {
        [
            "app.kubernetes.io/instance", "argocd.argoproj.io/tracking-id", "kustomize.toolkit.fluxcd.io/name",
            "kustomize.toolkit.fluxcd.io/namespace",
        ].contains(key)
    }

    private mutating func checkRetry(_ object: LintObject, _ policy: YAMLNode?, line: Int) {
        guard policy?["automated"] != nil, policy?["retry"] == nil else { return }
        report(
            .applicationRetry, object, line: line,
            "a commit is tried once, and MetalLB's webhook refuses an object until another one is gone",
            fix: "syncPolicy.retry: {limit: 5}")
    }

    private mutating func checkKustomizations() {
        let kustomizations = inventory.all("Kustomization", "kustomize.config.k8s.io")
        var paths = Set(files.map(\.path))
        for path in files.map(\.path) {
            for index in path.indices where path[index] == "/" { paths.insert(String(path[..<index])) }
        }
        let folders = Dictionary(grouping: inventory.objects, by: \.folder)
        for object in kustomizations {
            let listed = checkLists(of: object, paths)
            var told: Set<String> = [object.file]
            for other in folders[object.folder] ?? []
            where !other.name.isEmpty && !listed.contains(other.file) && told.insert(other.file).inserted {
                report(
                    .kustomizationUnlisted, other, line: 1,
                    "\(object.file) does not name its file, so it is never applied", fix: "add it to resources")
            }
        }
    }

    /// Reports what a kustomization names and is not there, and returns what it names.
    private mutating func checkLists(of object: LintObject, _ paths: Set<String>) -> Set<String> {
        let keys = ["resources", "bases", "components", "generators", "helmCharts", "configMapGenerator"]
        let lists = keys.compactMap { object.node[$0] }
        if lists.allSatisfy(\.items.isEmpty) {
            report(
                .kustomizationEmpty, object, line: object.line("resources"),
                "Flux and Argo CD do not remove the last object", fix: "keep an object that always stays")
        }
        var listed: Set<String> = []
        for node in lists.flatMap(\.items) {
            guard let text = node.text, let path = LintObject.path(text, from: object.file) else { continue }
            listed.insert(path)
            guard !paths.contains(path) else { continue }
            // What is no manifest was not read.
            guard
                path.hasSuffix(".yaml") || path.hasSuffix(".yml")
                    || !(path.split(separator: "/").last ?? "").contains(".")
            else { continue }
            report(
                .kustomizationMissing, object, line: node.line, "there is no '\(text)', so nothing is applied",
                fix: "add it, or remove the line")
        }
        return listed
    }
}
