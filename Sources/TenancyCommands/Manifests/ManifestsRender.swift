// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import CommandLineKit
internal import Platform
internal import TenancyAPI

enum ManifestsRender: Subcommand {
    private static let tenant = Option<String?>.value("tenant", "NAME", .name(of: .tenants), "of this tenant alone")
    private static let folder = Option<String?>.value("to", "FOLDER", .path, "write the files to a new folder")

    static let declaration = Command(
        "render", "Print the manifests of the plan without publishing them",
        discussion: """
            The objects go to standard output as one stream of YAML. With --to the whole tree is written as it would \
            be published, with its kustomizations and machine-readable files.
            """,
        options: [OptionGroup("Options", tenant, folder)],
        examples: [
            Example("One tenant, to read or for kubectl diff", "tenancyctl manifests render --tenant acme"),
            Example("The whole tree", "tenancyctl manifests render --to tree"),
        ])

    static func run(_ session: Session) throws {
        let answer = try session.get(
            ManifestsObject.self, ["manifests"], query: [("tenant", session.match[tenant])],
            timeout: .seconds(120))
        guard let folder = session.match[folder] else {
            return try session.print(answer) { manifests in
                manifests.files.map { "manifest/\($0.path)" }
            } table: { manifests in
                manifests.files.filter { isObject($0.path) }.map { "---\n# \($0.path)\n\($0.content)" }.joined()
            }
        }
        guard !FileSystem.exists(folder) else {
            throw UsageError("invalid value '\(folder)' for option '--to': it exists", hint: "--to a new folder")
        }
        do throws(SystemError) {
            for file in answer.object.files {
                let path = "\(folder)/\(file.path)"
                try FileSystem.createDirectory(FileSystem.directory(of: path))
                try FileSystem.write(Array(file.content.utf8), to: path)
            }
        } catch {
            throw Failure(ExitCode.failure, code: "file.refused", "\(error)", hint: "ls -ld \(folder)")
        }
        if !session.match[GlobalOptions.quiet] {
            session.console.write(
                "revision \(answer.object.revision): \(answer.object.files.count) files in \(folder)\n")
        }
    }

    /// What a cluster takes, without what is for kustomize or programs.
    private static func isObject(_ path: String) -> Bool {
        path.hasSuffix(".yaml") && !path.hasSuffix("kustomization.yaml") && !path.hasPrefix("bootstrap/")
    }
}
