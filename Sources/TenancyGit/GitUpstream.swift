// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import Platform
internal import TenancyCore

/// The branch on the remote.
struct GitUpstream: Sendable {
    let git: Git
    let remote: GitRemote

    private var place: String { "branch \(git.settings.branch) of \(remote)" }

    /// The commit at the end of a branch, the published one when none is named, brought here; `nil` when there is no such branch.
    func fetch(branch name: String? = nil) throws -> String? {
        let name = name ?? git.settings.branch
        let copy = "refs/remotes/origin/\(name)"
        guard let tip = try tip(of: "refs/heads/\(name)") else { return nil }
        if try commit(of: copy) == tip { return tip }
        try read(["fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "origin", "+refs/heads/\(name):\(copy)"])
        return try commit(of: copy)
    }

    /// Makes the branch end with a commit that was built on what `fetch` returned; false when somebody else was faster.
    ///
    /// Never with force, but for a branch that is ours alone (R-29); that one has to be where `fetch` saw it, too.
    /// - Throws: `TenancyError` with code `git.rejected` when the branch did not move: then it is a policy, and trying again is of no use (R-27).
    func push(_ commit: String, over seen: String?, branch name: String? = nil, byForce: Bool = false) throws -> Bool {
        let name = name ?? git.settings.branch
        let branch = "refs/heads/\(name)"
        let lease = byForce ? ["--force-with-lease=\(branch):\(seen ?? "")"] : []
        let output = try git.attempt(
            "push to branch \(name) of \(remote)",
            ["push", "--porcelain"] + lease + ["origin", "\(commit):\(branch)"], code: .gitRemoteUnavailable)
        if output.status.isSuccess { return true }
        let now = try tip(of: branch)
        // The commit may have arrived and only the answer been lost.
        if now == commit { return true }
        guard now == seen else { return false }
        // Of the remote's report, `!` TAB refs TAB reason, the reason; then what its hooks said.
        let reasons = output.stdout.split(separator: UInt8(ascii: "\n")).filter { $0.first == UInt8(ascii: "!") }
            .compactMap { $0.split(separator: UInt8(ascii: "\t")).last }
        guard !reasons.isEmpty else {
            // It never got so far as to decide.
            throw git.failure("push to branch \(name) of \(remote)", output, code: .gitRemoteUnavailable)
        }
        let report = Array(reasons.joined(separator: [UInt8(ascii: "\n")])) + [UInt8(ascii: "\n")] + output.stderr
        throw TenancyError(
            .gitRejected, "\(remote) does not accept the commit on branch \(name)",
            cause: git.said(report))
    }

    private func tip(of branch: String) throws -> String? {
        for line in try read(["ls-remote", "--quiet", "origin", branch]).split(separator: UInt8(ascii: "\n")) {
            let fields = line.split(separator: UInt8(ascii: "\t")).map { String(decoding: $0, as: UTF8.self) }
            // The argument is a pattern, and matches the end of longer names, too.
            if fields.count == 2, fields[1] == branch { return fields[0] }
        }
        return nil
    }

    private func commit(of copy: String) throws -> String? {
        let output = try git.run("read \(git.settings.repository)", ["for-each-ref", "--format=%(objectname)", copy])
        return output.isEmpty ? nil : String(decoding: output.dropLast(), as: UTF8.self)
    }

    @discardableResult
    private func read(_ arguments: [String]) throws -> [UInt8] {
        let output = try git.attempt("read \(place)", arguments, code: .gitRemoteUnavailable)
        guard !output.status.isSuccess else { return output.stdout }
        let error = git.failure("read \(place)", output, code: .gitRemoteUnavailable)
        throw TenancyError(error.code, error.message, hint: "git ls-remote \(remote)", cause: error.cause)
    }
}
