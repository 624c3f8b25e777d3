// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import CommandLineKit
internal import TenancyAPI

enum JournalVerify: Subcommand {
    static let declaration = Command(
        "verify", "Recompute the hash of every entry",
        discussion: """
            Each entry's hash covers the entry and the hash before it. The last hash, noted elsewhere, shows later \
            whether anything up to it was changed. Exit code 1 when an entry does not fit.
            """,
        examples: [Example("Is it whole", "tenancyctl journal verify")])

    static func run(_ session: Session) throws {
        let answer = try session.get(JournalProofObject.self, ["journal", "proof"])
        try session.print(answer) { proof in
            ["revision/\(proof.revision)"]
        } table: { proof in
            var fields = Fields()
            fields.add("Verified", "revision 1 to \(proof.revision)")
            fields.add("Hash", proof.hash)
            return fields.rendered()
        }
        if let flaw = answer.object.flaw {
            throw Failure(
                ExitCode.failure, code: "store.damaged", "the journal is damaged: \(flaw)",
                hint: "tenancyctl journal show \(answer.object.revision + 1)")
        }
    }
}
