// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import CommandLineKit
import TenancyAPI
import TenancyCore

/// The command line of `tenancyd`.
enum DaemonArguments {
    static let configuration = Option<String>.value(
        "config", short: "c", "FILE", .text, default: ("/etc/tenancy/tenancyd.yaml", "/etc/tenancy/tenancyd.yaml"),
        environment: "TENANCY_CONFIG", "the configuration to use")
    static let restore = Option<String?>.value(
        "restore", "FILE", .text,
        "put a backup in the place of the plan, and do nothing else; the daemon must be stopped")
    static let time = Option<Timestamp?>.value(
        "to", "TIME", .time, "with --restore: go on from the backup to this time, by the journal of the plan in place")
    static let cleanup = Option<Bool>.flag(
        "cleanup", "remove all tenants from the kernel, and do nothing else; the daemon must be stopped")
    static let check = Option<Bool>.flag("check-config", "check the configuration, and do nothing else")

    static let program = Program(
        Command(
            "tenancyd", "keeps the address plan of a node's tenants, and programs the kernel and Git from it",
            discussion: """
                Runs in the foreground until SIGTERM or SIGINT; SIGHUP loads the configuration again. Log lines go to standard error. \
                The exit code is 0 after a stop that was asked for, 1 after a failure, 64 for a usage error and 78 for a wrong configuration.
                """,
            options: [OptionGroup("Options", configuration, check), OptionGroup("Recovery", restore, time, cleanup)],
            examples: [
                Example(
                    "Check a configuration before it is used",
                    "tenancyd --config /etc/tenancy/tenancyd.yaml --check-config"),
                Example(
                    "Undo a mistake of 14:05, which the backup of the night does not have",
                    "tenancyd --restore /var/backups/tenancy-2026-11-20.db --to 2026-11-20T14:04:59Z"),
                Example(
                    "Take all tenants off the node before the program is removed",
                    "tenancyd --config /etc/tenancy/tenancyd.yaml --cleanup"),
                Example("Run with a configuration of one's own", "tenancyd --config ./tenancyd.yaml"),
            ]), version: APIVersion.program, topics: [])
}
