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
    private static let writer = "Tenancy-Writer"

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

    /// The content of a file.
    func content(of entry: GitEntry) throws -> [UInt8] {
        try git.run("read file \(entry.id)", ["cat-file", "blob", entry.id])
    }

    /// What commits of ours did to files, oldest first: the new content, or `nil` for a removal.
    func ownChanges(since old: String?, upTo commit: String) throws -> [GitChange] {
        let range = old.map { "\($0)..\(commit)" } ?? commit
        let folder = git.settings.folder.isEmpty ? [] : [git.settings.folder]
        let output = try git.run(
            "read the history of commit \(commit)",
            [
                "log", "-z", "--topo-order", "--reverse", "--full-history", "--raw", "--no-abbrev", "--no-renames",
                "--format=%H %T \(Self.value(of: Self.mark)) \(Self.value(of: Self.writer))", range, "--",
            ] + folder)
        var changes: [GitChange] = []
        var isOurs = false
        var tokens = output.split(separator: 0)[...]
        while let token = tokens.popFirst() {
            // A commit is `id SP tree SP mark SP writer`; a change `:mode SP mode SP id SP id SP status`, with the path as the next token.
            let fields = Self.fields(token.drop { $0 == UInt8(ascii: "\n") })
            if fields.count == 5, fields[0].hasPrefix(":") {
                guard let path = tokens.popFirst(), isOurs else { continue }
                let entry = fields[4] == "D" ? nil : GitEntry(mode: fields[1], id: fields[3])
                changes.append(GitChange(path: String(decoding: path, as: UTF8.self), entry: entry))
            } else {
                isOurs = fields.count == 4 && fields[1] == fields[2] && fields[3] == git.settings.writer
            }
        }
        return changes
    }

    /// How far back a commit of ours is looked for.
    private static let horizon = 1000

    /// The last commit of ours that changed something in the folder, its time, and the value of one of its trailers; `nil` when there is none.
    func lastOwnCommit(
        upTo commit: String, naming trailer: String
    ) throws -> (commit: String, time: Timestamp, value: String)? {
        let folder = git.settings.folder.isEmpty ? [] : [git.settings.folder]
        let marks = "\(Self.value(of: Self.mark)) \(Self.value(of: Self.writer)) \(Self.value(of: trailer))"
        let output = try git.run(
            "read the history of commit \(commit)",
            [
                "log", "--max-count=\(Self.horizon)", "--full-history", "--format=%H %ct %T \(marks)", commit, "--",
            ] + folder)
        for line in output.split(separator: UInt8(ascii: "\n")) {
            let fields = Self.fields(line)
            guard fields.count >= 5, fields[2] == fields[3], fields[4] == git.settings.writer,
                let seconds = Int64(fields[1]), seconds.magnitude < 1 << 40
            else { continue }
            return (fields[0], Timestamp(microseconds: seconds * 1_000_000), fields.count > 5 ? fields[5] : "")
        }
        return nil
    }

    private static func value(of trailer: String) -> String { "%(trailers:key=\(trailer),valueonly,separator=%x2C)" }

    /// Keeps a commit that no branch leads to any more, so that people can still look at it.
    func keep(_ commit: String) throws {
        try git.run("write \(git.settings.repository)", ["update-ref", "refs/tenancy/rewritten/\(commit)", commit])
    }

    /// Stores contents and returns their ids, in order.
    func store(_ contents: [[UInt8]]) throws -> [String] {
        guard !contents.isEmpty else { return [] }
        let ids = try fastImport(Self.blobs(contents))
        guard ids.count == contents.count else { throw incomplete }
        return ids
    }

    /// Makes a commit on top of another: its files with some replaced, and some removed where the entry is `nil`.
    ///
    /// - Parameter pending: the contents of the changes whose entry is pending.
    /// - Returns: the commit, and the ids of what was pending, by path.
    func commit(
        _ changes: [GitChange], pending: [String: [UInt8]], onto parent: String?, message: CommitMessage
    ) throws -> (commit: String, stored: [String: String]) {
        let (tree, stored) = try tree(changes, pending: pending, onto: parent)
        let purpose = "write a commit to \(git.settings.repository)"
        let time = message.time.microseconds.quotientAndRemainder(dividingBy: 1_000_000).quotient
        let (name, email, date) = (git.settings.authorName, git.settings.authorEmail, "@\(time) +0000")
        let output = try git.run(
            purpose, ["commit-tree"] + git.signing + [tree] + (parent.map { ["-p", $0] } ?? []),
            input: Array(text(of: message, tree: tree).utf8),
            environment: [
                "GIT_AUTHOR_NAME": name, "GIT_AUTHOR_EMAIL": email, "GIT_AUTHOR_DATE": date,
                "GIT_COMMITTER_NAME": name, "GIT_COMMITTER_EMAIL": email, "GIT_COMMITTER_DATE": date,
            ])
        guard let commit = Self.lines(output).first else { throw incomplete }
        return (commit, stored)
    }

    /// Makes a tree, and the contents that it lacks, in one go. fast-import reads and writes only the folders that change, and leaves no
    /// locked index behind when it is killed; it makes trees in commits alone, so a ref of our own takes one that nobody reads.
    private func tree(
        _ changes: [GitChange], pending: [String: [UInt8]], onto parent: String?
    ) throws -> (tree: String, stored: [String: String]) {
        let new = changes.filter { $0.entry == .pending }.map(\.path)
        var input = Self.blobs(new.map { pending[$0] ?? [] })
        input += "commit refs/tenancy/tree\nmark :\(new.count + 1)\ncommitter tenancy <tenancy> 0 +0000\ndata 0\n".utf8
        if let parent { input += "from \(parent)\n".utf8 }
        var mark = 0
        for change in changes {
            let path = "\"" + change.path.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
            if change.entry == .pending { mark += 1 }
            let content = change.entry.map { $0 == .pending ? ":\(mark)" : $0.id }
            input += (change.entry.map { "M \($0.mode) \(content ?? "") \(path)\n" } ?? "D \(path)\n").utf8
        }
        input += "\nls :\(new.count + 1) \"\"\n".utf8
        let output = try fastImport(input)
        // mode SP type SP id TAB
        let fields = output.last.map { Self.fields(Array($0.utf8.prefix { $0 != UInt8(ascii: "\t") })[...]) } ?? []
        guard output.count == new.count + 1, fields.count == 3 else { throw incomplete }
        return (fields[2], Dictionary(zip(new, output)) { first, _ in first })
    }

    /// Commands of fast-import that make contents with the marks 1, 2, …, and say their ids.
    private static func blobs(_ contents: [[UInt8]]) -> [UInt8] {
        var input: [UInt8] = []
        input.reserveCapacity(contents.reduce(0) { $0 + $1.count + 64 })
        for (index, content) in contents.enumerated() {
            input += "blob\nmark :\(index + 1)\ndata \(content.count)\n".utf8
            input += content
            input += "\nget-mark :\(index + 1)\n".utf8
        }
        return input
    }

    /// Up to which size what is written is a change, and not a plan; in bytes.
    private static let smallImport = 1 << 20

    private func fastImport(_ input: [UInt8]) throws -> [String] {
        // The list of 10,000 tenants' folders is 0.4 MB of hashes: to compress it takes longer than all else, and gains a third. A collection stores it as a difference.
        let level = input.count < Self.smallImport ? ["-c", "pack.compression=0"] : []
        do {
            return Self.lines(
                try git.run(
                    "write files to \(git.settings.repository)", level + ["fast-import", "--quiet", "--force"],
                    input: input))
        } catch {
            removeUnfinished()
            throw error
        }
    }

    /// Removes what a fast-import that failed left behind, or a full disk would stay full of it. Whoever else may still write such a file, a git
    /// that has outlived its daemon, fails without it and has moved nothing.
    private func removeUnfinished() {
        let repository = git.settings.repository
        for (folder, prefix) in [("\(repository)/objects/pack", "tmp_"), (repository, "fast_import_crash_")] {
            for name in (try? FileSystem.list(folder)) ?? [] where name.hasPrefix(prefix) {
                try? FileSystem.remove("\(folder)/\(name)")
            }
        }
    }

    private var incomplete: TenancyError {
        TenancyError(.gitUnavailable, "cannot write to \(git.settings.repository): git answers less than it was asked")
    }

    /// Packs what has piled up, when it is enough. A failure costs space only.
    func collectGarbage() {
        _ = try? git.attempt("pack \(git.settings.repository)", ["gc", "--auto", "--quiet"])
    }

    /// Subject, empty line, trailers. Whatever a caller put into a value stays on its line.
    private func text(of message: CommitMessage, tree: String) -> String {
        func line(_ text: String) -> String {
            String(String.UnicodeScalarView(text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7f ? " " : $0 }))
        }
        let ours = ["\(Self.writer): \(line(git.settings.writer))", "\(Self.mark): \(tree)"]
        let trailers = message.trailers.map { "\(line($0.name)): \(line($0.value))" } + ours
        return "\(line(message.subject))\n\n\(trailers.joined(separator: "\n"))\n"
    }

    private static func lines(_ bytes: [UInt8]) -> [String] {
        bytes.split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) }
    }

    private static func fields(_ bytes: ArraySlice<UInt8>) -> [String] {
        bytes.split(separator: UInt8(ascii: " ")).map { String(decoding: $0, as: UTF8.self) }
    }
}
