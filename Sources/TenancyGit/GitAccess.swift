// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import Platform
internal import TenancyCore

/// Looks at the repositories beside the publisher, without changing anything.
package actor GitAccess {
    private let executor = QueueExecutor("git access")
    package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.unowned }

    private let git: Git

    /// - Parameter settings: those of the publisher; a command gets ten seconds at most.
    package init(_ settings: GitSettings) {
        var settings = settings
        settings.deadline = min(settings.deadline, .seconds(10))
        git = Git(settings)
    }

    /// Asks the remote, or the repository on this node when there is none, for its branch.
    ///
    /// - Returns: what was found.
    /// - Throws: `TenancyError` with git's words as the cause.
    package func check() throws -> String {
        let (branch, repository) = (git.settings.branch, git.settings.repository)
        let place = git.remote?.url ?? repository
        guard git.remote != nil || FileSystem.exists("\(repository)/HEAD") else {
            try git.run("run git", ["--version"])
            return "git runs; repository \(repository) is made with the first publication"
        }
        let output = try git.run("reach \(place)", ["ls-remote", "--", place, "refs/heads/\(branch)"])
        return output.isEmpty
            ? "\(place) answers, and has no branch \(branch) yet"
            : "\(place) answers, branch \(branch) is at \(String(decoding: output.prefix(12), as: UTF8.self))"
    }
}
