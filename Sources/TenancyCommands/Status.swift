// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import CommandLineKit

enum Status: Subcommand {
    static let declaration = Command(
        "status", "Show how the daemon, the kernel and the manifests are",
        examples: [Example("At a glance", "tenancyctl status")])

    static func run(_ session: Session) throws {
    }
}
