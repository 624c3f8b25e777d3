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
                noun("address", "Addresses and who holds them"), Status.declaration,
                Doctor.declaration, Backup.declaration, Export.declaration, Import.declaration,
                noun("journal", "What was changed, by whom and why"),
                noun("manifests", "What Argo CD or Flux applies"), Version.declaration,
            ]),
        version: APIVersion.program, topics: HelpTopics.all)

    /// The command at `path`, which comes from a match of `program`.
    static func command(at path: [String]) -> (any Subcommand.Type)? {
        commands.first { $0.path == path }?.command
    }

    /// All of them by what is typed.
    static let commands: [(path: [String], command: any Subcommand.Type)] = [
        (["pool", "create"], PoolCreate.self), (["pool", "list"], PoolList.self), (["pool", "show"], PoolShow.self),
        (["pool", "update"], PoolUpdate.self),
        (["pool", "delete"], PoolDelete.self), (["tenant", "create"], TenantCreate.self),
        (["tenant", "list"], TenantList.self), (["tenant", "show"], TenantShow.self),
        (["tenant", "sheet"], TenantSheet.self), (["tenant", "status"], TenantStatus.self),
        (["tenant", "update"], TenantUpdate.self), (["tenant", "delete"], TenantDelete.self),
        (["address", "list"], AddressList.self), (["address", "show"], AddressShow.self),
        (["address", "allocate"], AddressAllocate.self), (["address", "reserve"], AddressReserve.self),
        (["address", "release"], AddressRelease.self), (["status"], Status.self), (["doctor"], Doctor.self),
        (["backup"], Backup.self), (["export"], Export.self), (["import"], Import.self),
        (["journal", "list"], JournalList.self), (["manifests", "lint"], ManifestsLint.self),
        (["version"], Version.self),
    ]

    private static func noun(_ name: String, _ abstract: String) -> Command {
        let verbs = commands.filter { $0.path.first == name }
        return Command(name, abstract, subcommands: verbs.map { $0.command.declaration })
    }
}
