// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import CommandLineKit

enum Backup: Subcommand {
    private static let file = Argument<String>.required("FILE", .path, "where the copy goes; nothing may be there yet")

    static let declaration = Command(
        "backup", "Copy the whole plan with its history into a file",
        discussion: """
            The copy is of one revision, proved whole by the daemon before it is sent, and on the disk when the command \
            returns. Changes go on meanwhile. It belongs to you, and only you can read it.

            The way back is 'tenancyd --restore FILE', with '--to TIME' up to any time after the backup that the \
            journal of the plan in place knows.
            """,
        arguments: [file.declaration],
        examples: [Example("Before something large", "tenancyctl backup /var/backups/tenancy.db")])

    static func run(_ session: Session) throws {
        let path = session.match[file]
        let count = try session.download(["backup"], to: path)
        if !session.match[GlobalOptions.quiet] { session.console.write("\(path) holds the plan, \(count) bytes\n") }
    }
}
