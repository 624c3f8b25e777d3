// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import CommandLineKit
internal import ManifestLint
internal import Platform
internal import YAML

enum ManifestsLint: Subcommand {
    private static let path = Argument<String>.required("PATH", .path, "a file, or a folder with all below it")
    private static let old = Option<String?>.value(
        "old", "PATH", .path, "what is published now, to find changes that need several steps")
    private static let subnets = Option<[String]>.repeated(
        "node-subnet", "CIDR", .text, "a subnet of br-ex; egress addresses must be in one")
    private static let addresses = Option<[String]>.repeated(
        "node-address", "ADDRESS", .text, "an address of the node, which nothing else may be")

    static let declaration = Command(
        "lint", "Find what the cluster refuses or misunderstands in manifests",
        discussion: """
            Reads YAML and JSON, ours or written by hand, as the manifests of one cluster, and says what MetalLB, \
            FRR-K8s, OVN-Kubernetes, Argo CD or Flux refuses, or takes for something else than its author. No daemon \
            is asked. Each finding has a code that never changes, a place, a reason and a fix.

            The exit code is 1 when there is a finding; notes, of what works and somebody should know, do not count. Besides the formats of all commands there is '-o sarif' \
            (2.1.0), for what shows findings in a review.
            """,
        arguments: [path.declaration], options: [OptionGroup("Options", old, subnets, addresses)],
        examples: [
            Example("A repository of one cluster", "tenancyctl manifests lint clusters/prod"),
            Example("For a review", "tenancyctl manifests lint . -o sarif"),
            Example("A change, before it is merged", "tenancyctl manifests lint new --old published"),
        ])

    static func run(_ session: Session) throws {
        var settings = LintSettings()
        for text in session.match[subnets] where !settings.add(nodeSubnet: text) {
            throw UsageError("invalid value '\(text)' for option '--node-subnet'", hint: "--node-subnet 192.0.2.0/24")
        }
        for text in session.match[addresses] where !settings.add(nodeAddress: text) {
            throw UsageError("invalid value '\(text)' for option '--node-address'", hint: "--node-address 192.0.2.10")
        }
        settings.old = try session.match[old].map(sources)
        let files = try sources(session.match[path])
        let findings = ManifestLinter.findings(in: files, settings: settings)
        switch session.match[GlobalOptions.output] {
        case .table:
            session.console.write(
                findings.isEmpty
                    ? "nothing to report in \(files.count) files\n"
                    : session.table(["code", "place", "finding"], findings.map(row)))
        case .name: session.console.write(findings.map { "\($0.code.rawValue)/\($0.place)".printable + "\n" }.joined())
        case .json: session.console.write(JSONValue(findings).text + "\n")
        case .yaml: session.console.write(String(decoding: JSONValue(findings).yaml.emitted(), as: UTF8.self))
        case .markdown: break  // refused before the command runs
        case .sarif: session.console.write(JSONValue(sarif: findings).text + "\n")
        }
        let errors = findings.count { $0.code.severity == .error }
        guard errors > 0 else { return }
        let count = errors == 1 ? "1 finding" : "\(errors) findings"
        throw Failure(ExitCode.failure, code: "lint.findings", "\(count) in \(session.match[path])", hint: nil)
    }

    private static func row(_ finding: LintFinding) -> [String] {
        let text = [finding.object, finding.reason].compactMap { $0 }.joined(separator: ": ")
        let note = finding.code.severity == .note ? "note: " : ""
        return [finding.code.rawValue, finding.place, "\(note)\(text); hint: \(finding.fix)"]
    }

    /// What the largest manifests of a real repository stay far below.
    private static let sizeLimit = 16 << 20

    private static func sources(_ path: String) throws -> [LintSource] {
        do throws(SystemError) {
            guard FileSystem.isDirectory(path) else {
                return [LintSource(path: path, bytes: try FileSystem.read(path, limit: sizeLimit))]
            }
            let folder = path.hasSuffix("/") ? String(path.dropLast()) : path
            var sources: [LintSource] = []
            for name in try FileSystem.files(below: folder)
            where [".yaml", ".yml", ".json"].contains(where: name.hasSuffix) {
                let file = folder == "." ? name : "\(folder)/\(name)"
                sources.append(LintSource(path: file, bytes: try FileSystem.read(file, limit: sizeLimit)))
            }
            return sources
        } catch {
            throw UsageError("\(error)", hint: "ls -ld \(path)")
        }
    }
}

extension LintFinding {
    fileprivate var place: String { "\(file):\(line)" }
}
