// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import Platform
internal import TenancyCore

extension GitRepository {
    /// What was accepted last.
    private static let accepted = "refs/tenancy/accepted"

    /// Accepts a commit when somebody who may has signed it, and it follows the one that was accepted before.
    ///
    /// The signature of the last commit vouches for all files that it has, whoever wrote them. One that was signed once must not be put back in the place of a later one.
    /// - Throws: `TenancyError` with code `git.untrusted`.
    func accept(_ commit: String) throws {
        let known = try git.run(
            "read \(git.settings.repository)", ["for-each-ref", "--format=%(objectname)", Self.accepted])
        let last = known.isEmpty ? nil : String(decoding: known.dropLast(), as: UTF8.self)
        guard last != commit else { return }
        let output = try git.attempt("verify commit \(commit)", ["verify-commit", commit])
        guard output.status.isSuccess else {
            let said = git.said(output.stderr)
            throw TenancyError(
                .gitUntrusted,
                "commit \(commit.prefix(12)) on branch \(git.settings.branch) is not signed by an allowed signer",
                hint:
                    "sign the last commit of the branch with a key of \(git.settings.allowedSigners ?? ""): git commit --gpg-sign --allow-empty",
                cause: said.isEmpty ? "it has no signature" : said)
        }
        if let last, try !isAncestor(last, of: commit) {
            throw TenancyError(
                .gitUntrusted,
                "commit \(commit.prefix(12)) on branch \(git.settings.branch) does not follow \(last.prefix(12)), which was accepted before",
                hint:
                    "when the branch was rewritten on purpose: git -C \(git.settings.repository) update-ref -d \(Self.accepted)"
            )
        }
        try git.run("write \(git.settings.repository)", ["update-ref", Self.accepted, commit])
    }
}
