// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import CommandLineKit
internal import TenancyAPI

/// Everything `tenancyctl` can do.
enum CommandTree {
    static let program = Program(
        Command(
            "tenancyctl", "Addresses, host network and manifests of this node's tenants",
            options: [GlobalOptions.group],
            examples: [
                Example("Make a pool", "tenancyctl pool create public-v4 --kind public --cidr 203.0.113.0/24"),
                Example(
                    "Take a tenant on",
                    "tenancyctl tenant create acme --cidr 10.20.0.0/16 --public-ips 4 --uplink eno1 --wait"),
                Example("See what a tenant has", "tenancyctl tenant sheet acme"),
            ],
            subcommands: [
                noun("pool", "Ranges to allocate from"), noun("tenant", "Customers and what they hold"),
                noun("network", "More networks of a tenant"),
                noun("leak", "Ways between networks, for a provider's services"),
                noun("address", "Addresses and who holds them"), plan, Apply.declaration,
                Diff.declaration, Undo.declaration, Status.declaration,
                Drift.declaration, Doctor.declaration, Backup.declaration, Export.declaration, Import.declaration,
                noun("journal", "What was changed, by whom and why"),
                noun("manifests", "What Argo CD or Flux applies"), CompletionScript.declaration,
                Version.declaration,
            ]),
        version: APIVersion.program, topics: HelpTopics.all)

    /// The command at `path`, which comes from a match of `program`.
    static func command(at path: [String]) -> (any Subcommand.Type)? {
        let typed = path.first == planWord ? Array(path.dropFirst()) : path
        return commands.first { $0.path == typed }?.command
    }

    /// Before a command that changes something it makes a dry run of it.
    static let planWord = "plan"

    private static var plan: Command {
        let changes = commands.filter { $0.command.declaration.declares(ChangeOptions.wait) }
        let nouns = changes.filter { $0.path.count == 2 }.compactMap { $0.path.first }
        let children = Set(nouns).sorted().map { noun in
            let verbs = changes.filter { $0.path.count == 2 && $0.path.first == noun }
            return Command(noun, "Changes of this kind", subcommands: verbs.map { planned($0.command) })
        }
        return Command(
            planWord, "Show what a change would do, down to kernel and manifests",
            discussion: "The same as --dry-run behind the command that makes the change.",
            subcommands: children + changes.filter { $0.path.count == 1 }.map { planned($0.command) })
    }

    /// A command behind `plan`: it never waits.
    private static func planned(_ command: any Subcommand.Type) -> Command {
        command.declaration.withExamples { line in
            guard !line.contains("--wait") else { return nil }
            return line.replacing(" --dry-run", with: "")
                .replacing("tenancyctl ", with: "tenancyctl \(planWord) ", maxReplacements: 1)
        }
    }

    /// All of them by what is typed.
    static let commands: [(path: [String], command: any Subcommand.Type)] = [
        (["pool", "create"], PoolCreate.self), (["pool", "list"], PoolList.self), (["pool", "show"], PoolShow.self),
        (["pool", "update"], PoolUpdate.self),
        (["pool", "delete"], PoolDelete.self), (["tenant", "create"], TenantCreate.self),
        (["tenant", "list"], TenantList.self), (["tenant", "show"], TenantShow.self),
        (["tenant", "sheet"], TenantSheet.self), (["tenant", "status"], TenantStatus.self),
        (["tenant", "blockers"], TenantBlockers.self),
        (["tenant", "update"], TenantUpdate.self), (["tenant", "delete"], TenantDelete.self),
        (["network", "create"], NetworkCreate.self), (["network", "list"], NetworkList.self),
        (["network", "show"], NetworkShow.self), (["network", "delete"], NetworkDelete.self),
        (["leak", "create"], LeakCreate.self), (["leak", "list"], LeakList.self), (["leak", "show"], LeakShow.self),
        (["leak", "delete"], LeakDelete.self),
        (["address", "list"], AddressList.self), (["address", "show"], AddressShow.self),
        (["address", "allocate"], AddressAllocate.self), (["address", "reserve"], AddressReserve.self),
        (["address", "release"], AddressRelease.self), (["status"], Status.self), (["drift"], Drift.self),
        (["doctor"], Doctor.self),
        (["backup"], Backup.self), (["export"], Export.self), (["import"], Import.self),
        (["journal", "list"], JournalList.self), (["journal", "show"], JournalShow.self),
        (["journal", "verify"], JournalVerify.self), (["manifests", "lint"], ManifestsLint.self),
        (["manifests", "publish"], ManifestsPublish.self), (["manifests", "render"], ManifestsRender.self),
        (["manifests", "environments"], ManifestsEnvironments.self),
        (["manifests", "promote"], ManifestsPromote.self),
        (["apply"], Apply.self), (["diff"], Diff.self), (["undo"], Undo.self),
        (["completion"], CompletionScript.self), (["version"], Version.self),
    ]

    private static func noun(_ name: String, _ abstract: String) -> Command {
        let verbs = commands.filter { $0.path.first == name }
        return Command(name, abstract, subcommands: verbs.map { $0.command.declaration })
    }
}
