// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import CommandLineKit
internal import TenancyAPI

enum ManifestsEnvironments: Subcommand {
    static let declaration = Command(
        "environments", "Show which revision each environment has",
        discussion: """
            Environments are paths of the repository, each for a cluster of its own. 'behind' names the tenants whose \
            manifests are not those of the environment before, and 'platform' for what they share.
            """,
        examples: [
            Example("Before and after a promotion", "tenancyctl manifests environments"),
            Example("All of what is behind", "tenancyctl manifests environments -o json"),
        ])

    static func run(_ session: Session) throws {
        try session.print(
            try session.get(ObjectList<EnvironmentObject>.self, ["manifests", "environments"], timeout: .seconds(120))
        ) { list in
            list.items.map { "environment/\($0.name)" }
        } table: { list in
            session.table(
                ["environment", "branch", "folder", "revision", "tenants", "behind", "foreign"], list.items.map(row))
        }
    }

    private static func row(_ environment: EnvironmentObject) -> [String] {
        [
            environment.name, environment.branch, environment.folder ?? "/",
            environment.revision.map { "\($0)" } ?? "-", "\(environment.tenants)", short(environment.behind),
            short(environment.foreign),
        ]
    }

    private static func short(_ names: [String]?) -> String {
        guard let names, !names.isEmpty else { return "-" }
        return names.prefix(3).joined(separator: ",") + (names.count > 3 ? ",+\(names.count - 3)" : "")
    }
}
