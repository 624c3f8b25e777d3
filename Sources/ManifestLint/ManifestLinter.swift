// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import YAML

/// Reads manifests, ours or written by hand, and says what MetalLB, FRR-K8s, OVN-Kubernetes, Argo CD or Flux refuses, or takes for
/// something else than its author.
///
/// All files together are one cluster's; what they refer to and do not contain is assumed to be missing where that is a mistake more often
/// than not. Equal files give equal findings.
package struct ManifestLinter {
    let files: [LintSource]
    let settings: LintSettings
    let inventory: Inventory
    private(set) var findings: [LintFinding] = []

    /// The findings, sorted by file and line.
    package static func findings(in files: [LintSource], settings: LintSettings = LintSettings()) -> [LintFinding] {
        var linter = ManifestLinter(files, settings)
        linter.checkPools()
        linter.checkAdvertisements()
        linter.checkPeers()
        linter.checkServices()
        linter.checkFRR()
        linter.checkNetworks()
        linter.checkAttachments()
        linter.checkNamespaces()
        linter.checkWorkloads()
        linter.checkRouteAdvertisements()
        linter.checkConnections()
        linter.checkFabric()
        linter.checkEgressIPs()
        linter.checkEgressServices()
        linter.checkNames()
        linter.checkAddresses()
        linter.checkGitOps()
        linter.checkChanges()
        return linter.findings.sorted {
            ($0.file, $0.line, $0.code, $0.reason) < ($1.file, $1.line, $1.code, $1.reason)
        }
    }

    private init(_ files: [LintSource], _ settings: LintSettings) {
        self.files = files
        self.settings = settings
        var findings: [LintFinding] = []
        inventory = Self.read(files, &findings)
        self.findings = findings
        checkDuplicates()
    }

    mutating func report(_ code: LintCode, _ object: LintObject, line: Int, _ reason: String, fix: String) {
        findings.append(
            LintFinding(code: code, file: object.file, line: line, object: object.title, reason: reason, fix: fix))
    }

    mutating func report(_ code: LintCode, file: String, line: Int, _ reason: String, fix: String) {
        findings.append(LintFinding(code: code, file: file, line: line, object: nil, reason: reason, fix: fix))
    }

    static func read(_ files: [LintSource], _ findings: inout [LintFinding]) -> Inventory {
        var objects: [LintObject] = []
        var patches: Set<String> = []
        for file in files.sorted(by: { $0.path < $1.path }) {
            let stream = YAMLStream(parsing: file.bytes)
            let isTemplate = file.bytes.contains("{{")
            for problem in stream.problems {
                let isKey = problem.message.hasPrefix("key '")
                findings.append(
                    LintFinding(
                        code: isKey ? .yamlDuplicateKey : .yamlSyntax, file: file.path, line: problem.line,
                        object: nil, reason: problem.message,
                        fix: isKey
                            ? "keep one of the two"
                            : isTemplate ? "render the template first: helm template" : "correct the text"))
            }
            for document in stream.documents {
                let isList = document["kind"]?.text?.hasSuffix("List") == true && document["items"] != nil
                for node in isList ? document["items"]?.items ?? [] : [document] {
                    guard let object = LintObject(node, file: file.path) else { continue }
                    objects.append(object)
                    patches.formUnion(object.patchFiles)
                }
            }
        }
        return Inventory(objects.filter { !patches.contains($0.file) })
    }

    private mutating func checkDuplicates() {
        var seen: [String: LintObject] = [:]
        for object in inventory.objects where !object.name.isEmpty {
            guard let first = seen.updateValue(object, forKey: object.identity) else { continue }
            report(
                .duplicateObject, object, line: object.line("metadata", "name"),
                "also stands at \(first.file):\(first.line("metadata", "name")); what is applied last wins",
                fix: "keep one of the two")
        }
    }
}

extension Array<UInt8> {
    fileprivate func contains(_ text: String) -> Bool { firstRange(of: Array(text.utf8)) != nil }
}
