// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import Platform
internal import TenancyCore

/// The `git` executable on one repository.
///
/// It sees an environment of its own: no configuration of the machine or a user, no hooks, no prompt. Secrets are in the environment, not in
/// arguments, which every user of the machine can read.
struct Git: Sendable {
    let settings: GitSettings
    let remote: GitRemote?
    private let environment: [String: String]

    init(_ settings: GitSettings) {
        self.settings = settings
        let remote = settings.remote.map(GitRemote.init)
        self.remote = remote
        var configuration = [
            ("core.hooksPath", "/dev/null"),
            // The default leaves loose objects to the page cache, and a power loss then leaves a branch without its commit.
            ("core.fsync", "committed,reference"),
            // A collection in the background would be killed with its process group.
            ("gc.autoDetach", "false"),
            // A publication stays the pack that it was written as: to unpack the list of 10,000 tenants costs as much as to write it.
            ("fastimport.unpackLimit", "1"),
        ]
        var environment = [
            "GIT_ATTR_NOSYSTEM": "1",
            "GIT_CONFIG_GLOBAL": "/dev/null",
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_DIR": settings.repository,
            "GIT_NO_REPLACE_OBJECTS": "1",
            "GIT_TERMINAL_PROMPT": "0",
            "HOME": settings.repository,
            "LC_ALL": "C",
            "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        ]
        if let remote {
            configuration.append(("remote.origin.url", remote.url))
            configuration.append(("credential.helper", Self.credentialHelper))
            environment["GIT_SSH_COMMAND"] = Self.sshCommand(settings)
        }
        if let file = settings.allowedSigners {
            // A good signature of somebody who is not in the file is none.
            configuration += [("gpg.ssh.allowedSignersFile", file), ("gpg.minTrustLevel", "fully")]
        }
        if let key = settings.signingKey {
            configuration += [("gpg.format", settings.signingFormat.rawValue), ("user.signingKey", key)]
            environment["GNUPGHOME"] = settings.gnupgHome
        }
        environment["GIT_CONFIG_COUNT"] = "\(configuration.count)"
        for (index, (key, value)) in configuration.enumerated() {
            environment["GIT_CONFIG_KEY_\(index)"] = key
            environment["GIT_CONFIG_VALUE_\(index)"] = value
        }
        self.environment = environment
    }

    /// Runs a command and returns its standard output.
    ///
    /// - Parameter purpose: what fails when the command does, as the end of "cannot …".
    /// - Throws: `TenancyError` with git's words as the cause.
    @discardableResult
    func run(
        _ purpose: String, _ arguments: [String], input: [UInt8] = [], environment: [String: String] = [:],
        code: TenancyError.Code = .gitUnavailable
    ) throws -> [UInt8] {
        let output = try attempt(purpose, arguments, input: input, environment: environment, code: code)
        guard output.status.isSuccess else { throw failure(purpose, output, code: code) }
        return output.stdout
    }

    /// Runs a command that may fail for a reason the caller knows.
    func attempt(
        _ purpose: String, _ arguments: [String], input: [UInt8] = [], environment: [String: String] = [:],
        code: TenancyError.Code = .gitUnavailable
    ) throws -> ChildProcess.Output {
        var environment = self.environment.merging(environment) { _, own in own }
        if let (username, password) = try credentials() {
            environment["TENANCY_GIT_USERNAME"] = username
            environment["TENANCY_GIT_PASSWORD"] = password
        }
        func output() throws -> ChildProcess.Output {
            do throws(ChildProcessError) {
                return try ChildProcess.run(
                    executable: settings.executable, arguments: arguments,
                    environment: environment, input: input, deadline: settings.deadline, outputLimit: 1 << 30)
            } catch {
                throw TenancyError(code, "cannot \(purpose)", cause: "\(error)")
            }
        }
        let first = try output()
        guard !first.status.isSuccess, let lock = Self.staleLock(said(first.stderr)), removeAbandoned(lock) else {
            return first
        }
        return try output()
    }

    /// How a commit is signed, as an option of `commit-tree`.
    var signing: [String] { settings.signingKey == nil ? [] : ["--gpg-sign"] }

    /// What the remote asks for over HTTP.
    private func credentials() throws -> (username: String, password: String)? {
        guard let file = settings.credentialFile else {
            guard let username = remote?.username, let password = remote?.password else { return nil }
            return (username, password)
        }
        let bytes: [UInt8]
        do throws(SystemError) {
            bytes = try FileSystem.read(file, limit: 64 << 10)
        } catch {
            throw TenancyError(
                .gitRemoteUnavailable, "cannot read the credentials for the remote", hint: "ls -l \(file)",
                cause: "\(error)")
        }
        let line = String(
            decoding: bytes.prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }, as: UTF8.self)
        let parts = line.split(separator: ":", maxSplits: 1).map(String.init)
        guard let first = parts.first else {
            throw TenancyError(.gitRemoteUnavailable, "cannot find credentials for the remote in \(file): it is empty")
        }
        // Forges take any user with a token.
        return parts.count == 2 ? (first, parts[1]) : ("git", first)
    }

    /// Removes a lock that a git which was killed left behind; false when one may still run. The repository is ours alone, and no git of ours
    /// lives longer than the deadline.
    private func removeAbandoned(_ lock: Substring) -> Bool {
        let path = String(lock)
        guard path.hasPrefix("\(settings.repository)/"), let age = FileSystem.age(of: path), age > settings.deadline
        else {
            return false
        }
        return (try? FileSystem.remove(path)) != nil
    }

    func failure(_ purpose: String, _ output: ChildProcess.Output, code: TenancyError.Code) -> TenancyError {
        let text = said(output.stderr)
        let isFull = ["No space left on device", "Out of diskspace"].contains(where: text.contains)
        return TenancyError(
            code, "cannot \(purpose)",
            hint: Self.staleLock(text).map {
                "it goes by itself after \(settings.deadline.components.seconds) s; or, when no git runs there: rm \($0)"
            } ?? (isFull ? "df -h \(settings.repository)" : nil),
            cause: text.isEmpty ? "git: \(output.status)" : text)
    }

    /// The file that a git which was killed in the middle of a write left behind, and that stops all others.
    private static func staleLock(_ text: String) -> Substring? {
        guard let end = text.firstRange(of: ".lock': File exists") else { return nil }
        let quote = text[..<end.lowerBound].lastIndex(of: "'")
        return quote.map { text[text.index(after: $0)..<end.lowerBound] + ".lock" }
    }

    /// What git said, on one line, without its advice, without secrets.
    func said(_ bytes: [UInt8]) -> String {
        let lines = bytes.split { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }
            .map { String(decoding: $0.filter { $0 >= 0x20 && $0 != 0x7f }, as: UTF8.self) }
            .map { $0.trimmingSuffix(while: \.isWhitespace) }
            .filter { !$0.isEmpty && !$0.hasPrefix("hint:") }
        let text = lines.joined(separator: "; ")
        let secret = settings.credentialFile == nil ? nil : (try? credentials())?.password
        let shown = secret.map { text.replacing($0, with: "***") } ?? text
        return String((remote?.redacted(shown) ?? shown).prefix(1000))
    }

    /// Answers git from the environment.
    private static let credentialHelper =
        #"!f() { test "$1" = get && test -n "$TENANCY_GIT_PASSWORD$TENANCY_GIT_USERNAME" && printf 'username=%s\npassword=%s\n' "$TENANCY_GIT_USERNAME" "$TENANCY_GIT_PASSWORD"; }; f"#

    private static func sshCommand(_ settings: GitSettings) -> String {
        var words = ["ssh", "-o", "BatchMode=yes"]
        if let key = settings.sshKey { words += ["-o", "IdentitiesOnly=yes", "-i", key] }
        if let file = settings.knownHosts {
            words += ["-o", "UserKnownHostsFile=\"\(file)\"", "-o", "StrictHostKeyChecking=yes"]
        }
        return words.map { "'" + $0.replacing("'", with: #"'\''"#) + "'" }.joined(separator: " ")
    }
}

extension String {
    /// The text without the characters at its end that fulfil a condition.
    fileprivate func trimmingSuffix(while condition: (Character) -> Bool) -> String {
        guard let last = lastIndex(where: { !condition($0) }) else { return "" }
        return String(self[...last])
    }
}
