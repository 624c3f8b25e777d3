// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import CommandLineKit
internal import TenancyAPI

enum Version: Subcommand {
    static let declaration = Command(
        "version", "Show the versions of the command and of the daemon",
        examples: [Example("Both of them", "tenancyctl version")])

    static func run(_ session: Session) throws {
        // Known without asking, so it is printed even when the daemon is not there.
        if session.match[GlobalOptions.output] == .table {
            session.console.write("tenancyctl  \(APIVersion.program)\n")
        }
        let answer = try session.get(VersionObject.self, ["version"])
        try session.print(answer) { version in
            ["version/\(version.version)"]
        } table: { version in
            "tenancyd    \(version.version.printable)\n"
        }
    }
}
