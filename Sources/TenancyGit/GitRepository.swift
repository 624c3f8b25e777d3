// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import Platform
internal import TenancyCore

/// The repository on this node, in terms of commits and trees: each method is one git command.
struct GitRepository: Sendable {
    let git: Git

    private var branch: String { "refs/heads/\(git.settings.branch)" }
    private var place: String { "branch \(git.settings.branch) of \(git.settings.repository)" }

    /// Marks a commit as ours: the tree that it was made with. A commit that somebody amended or took over elsewhere has another tree, and
    /// then what it contains is not ours.
    private static let mark = "Tenancy-Tree"

    /// Makes the repository. With one in place nothing changes.
    func create() throws {
        let path = git.settings.repository
        do throws(SystemError) {
            try FileSystem.createDirectory(path, mode: 0o755)
        } catch {
            throw TenancyError(.gitUnavailable, "cannot make repository \(path)", cause: "\(error)")
        }
        try git.run(
            "make repository \(path)",
            ["init", "--bare", "--quiet", "--template=", "--initial-branch=\(git.settings.branch)"])
    }

    /// The commit at the end of a branch, ours when none is named; `nil` while there is none.
    func tip(of name: String? = nil) throws -> String? {
        let branch = name.map { "refs/heads/\($0)" } ?? branch
        let output = try git.run("read \(place)", ["for-each-ref", "--format=%(objectname)", branch])
        return Self.lines(output).first
    }

    /// Moves a branch, ours when none is named, when it still is where it was; false when it is not.
    func moveBranch(_ name: String? = nil, to commit: String, from old: String?) throws -> Bool {
        let branch = name.map { "refs/heads/\($0)" } ?? branch
        let expected = old ?? String(repeating: "0", count: commit.utf8.count)
        let output = try git.attempt("move \(place)", ["update-ref", branch, commit, expected])
        if output.status.isSuccess { return true }
        guard try tip(of: name) != old else { throw git.failure("move \(place)", output, code: .gitUnavailable) }
        return false
    }

    /// Whether two commits have the same files and the same parent, so that one may stand for the other.
    func isSame(_ commit: String, _ other: String) throws -> Bool {
        let format = ["show", "--no-patch", "--format=%T %P"]
        let purpose = "read commit \(commit)"
        return try git.run(purpose, format + [commit]) == git.run(purpose, format + [other])
    }

    func isAncestor(_ commit: String, of other: String) throws -> Bool {
        let output = try git.attempt("read \(place)", ["merge-base", "--is-ancestor", commit, other])
        return output.status.isSuccess
    }

    /// All files of a commit.
    func entries(of commit: String) throws -> [String: GitEntry] {
        var entries: [String: GitEntry] = [:]
        let output = try git.run("read commit \(commit)", ["ls-tree", "-r", "-z", "--full-tree", commit])
        for record in output.split(separator: 0) {
            // mode SP type SP id TAB path
            guard let tab = record.firstIndex(of: UInt8(ascii: "\t")) else { continue }
            let fields = Self.fields(record[..<tab])
            guard fields.count == 3 else { continue }
            entries[String(decoding: record[(tab + 1)...], as: UTF8.self)] = GitEntry(mode: fields[0], id: fields[2])
        }
        return entries
    }

    /// What commits of ours did to files, oldest first: the new content, or `nil` for a removal.
    func ownChanges(since old: String?, upTo commit: String) throws -> [GitChange] {
        let range = old.map { "\($0)..\(commit)" } ?? commit
        let folder = git.settings.folder.isEmpty ? [] : [git.settings.folder]
        let output = try git.run(
            "read the history of commit \(commit)",
            [
                "log", "-z", "--topo-order", "--reverse", "--full-history", "--raw", "--no-abbrev", "--no-renames",
                "--format=%H %T %(trailers:key=\(Self.mark),valueonly,separator=%x2C)", range, "--",
            ] + folder)
        var changes: [GitChange] = []
        var isOurs = false
        var tokens = output.split(separator: 0)[...]
        while let token = tokens.popFirst() {
            // A commit is `id SP tree SP mark`; a change `:mode SP mode SP id SP id SP status`, with the path as the next token.
            let fields = Self.fields(token.drop { $0 == UInt8(ascii: "\n") })
            if fields.count == 5, fields[0].hasPrefix(":") {
                guard let path = tokens.popFirst(), isOurs else { continue }
                let entry = fields[4] == "D" ? nil : GitEntry(mode: fields[1], id: fields[3])
                changes.append(GitChange(path: String(decoding: path, as: UTF8.self), entry: entry))
            } else {
                isOurs = fields.count == 3 && fields[1] == fields[2]
            }
        }
        return changes
    }

    /// Stores contents and returns their ids, in order.
    func store(_ contents: [[UInt8]]) throws -> [String] {
        guard !contents.isEmpty else { return [] }
        let purpose = "write files to \(git.settings.repository)"
        var input: [UInt8] = []
        for content in contents {
            input += "blob\nmark :1\ndata \(content.count)\n".utf8
            input += content
            input += "\nget-mark :1\n".utf8
        }
        let ids = Self.lines(try git.run(purpose, ["fast-import", "--quiet"], input: input))
        guard ids.count == contents.count else { throw TenancyError(.gitUnavailable, "cannot \(purpose)") }
        return ids
    }

    /// Makes a commit on top of another: its files with some replaced, and some removed where the entry is `nil`.
    func commit(_ changes: [GitChange], onto parent: String?, message: CommitMessage) throws -> String {
        let purpose = "write a commit to \(git.settings.repository)"
        let tree = try tree(changes, onto: parent, purpose)
        let time = message.time.microseconds.quotientAndRemainder(dividingBy: 1_000_000).quotient
        let (name, email, date) = (git.settings.authorName, git.settings.authorEmail, "@\(time) +0000")
        let output = try git.run(
            purpose, ["commit-tree"] + git.signing + [tree] + (parent.map { ["-p", $0] } ?? []),
            input: Array(Self.text(of: message, tree: tree).utf8),
            environment: [
                "GIT_AUTHOR_NAME": name, "GIT_AUTHOR_EMAIL": email, "GIT_AUTHOR_DATE": date,
                "GIT_COMMITTER_NAME": name, "GIT_COMMITTER_EMAIL": email, "GIT_COMMITTER_DATE": date,
            ])
        guard let commit = Self.lines(output).first else { throw TenancyError(.gitUnavailable, "cannot \(purpose)") }
        return commit
    }

    /// Makes a tree. fast-import reads and writes only the folders that change, and leaves no locked index behind when it is killed; it makes
    /// trees in commits alone, so a ref of our own takes one that nobody reads.
    private func tree(_ changes: [GitChange], onto parent: String?, _ purpose: String) throws -> String {
        var input = "commit refs/tenancy/tree\nmark :1\ncommitter tenancy <tenancy> 0 +0000\ndata 0\n"
        if let parent { input += "from \(parent)\n" }
        for change in changes {
            let path = "\"" + change.path.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
            input += change.entry.map { "M \($0.mode) \($0.id) \(path)\n" } ?? "D \(path)\n"
        }
        input += "\nls :1 \"\"\n"
        let output = try git.run(purpose, ["fast-import", "--quiet", "--force"], input: Array(input.utf8))
        // mode SP type SP id TAB
        let fields = Self.fields(output.prefix { $0 != UInt8(ascii: "\t") })
        guard fields.count == 3 else { throw TenancyError(.gitUnavailable, "cannot \(purpose)") }
        return fields[2]
    }

    /// Packs what has piled up, when it is enough. A failure costs space only.
    func collectGarbage() {
        _ = try? git.attempt("pack \(git.settings.repository)", ["gc", "--auto", "--quiet"])
    }

    /// Subject, empty line, trailers. Whatever a caller put into a value stays on its line.
    private static func text(of message: CommitMessage, tree: String) -> String {
        func line(_ text: String) -> String {
            String(String.UnicodeScalarView(text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7f ? " " : $0 }))
        }
        let trailers = message.trailers.map { "\(line($0.name)): \(line($0.value))" } + ["\(mark): \(tree)"]
        return "\(line(message.subject))\n\n\(trailers.joined(separator: "\n"))\n"
    }

    private static func lines(_ bytes: [UInt8]) -> [String] {
        bytes.split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) }
    }

    private static func fields(_ bytes: ArraySlice<UInt8>) -> [String] {
        bytes.split(separator: UInt8(ascii: " ")).map { String(decoding: $0, as: UTF8.self) }
    }
}
