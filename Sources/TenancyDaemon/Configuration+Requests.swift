// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import CommandLineKit
import TenancyCore
package import TenancyGit
package import TenancyRequests

extension Configuration {
    /// Where requests come from.
    package struct Requests: Sendable, Equatable {
        package enum Place: Sendable, Equatable {
            case folder(String, answers: String)
            /// The branch of the answers.
            case git(GitSettings, answers: String)
        }

        package let place: Place
        package let settings: RequestSettings
        /// How often they are looked at.
        package let poll: Duration
    }

    /// The kinds that the API knows as documents.
    private static let kinds = ["Pool", "Tenant", "Network", "Leak"]

    /// The section on requests; nil when there is none.
    static func requests(_ section: ConfigurationSection, _ git: GitSettings, state: String) throws -> Requests? {
        var section = section
        let path = try section.value("path", "an absolute path") { $0.hasPrefix("/") ? $0 : nil }
        let remote = try section.text("remote")
        let branch = try section.text("branch") ?? "main"
        let folder = try section.text("folder") ?? ""
        let answers = try section.text("answers")
        let signers = try section.value("allowedSigners", "an absolute path") { $0.hasPrefix("/") ? $0 : nil }
        var settings = RequestSettings()
        let kinds = try section.values("kinds", "one of \(kinds.joined(separator: ", "))") {
            Self.kinds.contains($0) ? $0 : nil
        }
        if !kinds.isEmpty { settings.kinds = Set(kinds) }
        settings.drain = try section.value("drain", "a time such as 72h", duration)
        let poll = try section.value("poll", "a time from 5s to 1h", duration) ?? .seconds(60)
        try section.finish()
        guard signers == nil || remote != nil else {
            throw ConfigurationError(
                file: section.file, line: nil,
                message: "requests.allowedSigners needs requests.remote: only commits are signed")
        }
        guard path != nil || remote != nil else { return nil }
        guard poll >= .seconds(5), poll <= .seconds(3600) else {
            throw ConfigurationError(file: section.file, line: nil, message: "requests.poll: it is 5s to 1h")
        }
        guard let remote else {
            let place = Requests.Place.folder(path ?? "", answers: answers ?? "\(state)/answers")
            return Requests(place: place, settings: settings, poll: poll)
        }
        guard path == nil else {
            throw ConfigurationError(
                file: section.file, line: nil, message: "requests: path and remote exclude each other")
        }
        var repository = git
        repository.repository = "\(state)/requests.git"
        repository.remote = remote
        repository.branch = branch
        repository.folder = folder
        repository.proposalBranch = nil
        repository.allowedSigners = signers
        guard (answers ?? "tenancy-answers") != branch else {
            throw ConfigurationError(
                file: section.file, line: nil, message: "requests.answers: it must be another branch than 'branch'")
        }
        return Requests(
            place: .git(repository, answers: answers ?? "tenancy-answers"), settings: settings, poll: poll)
    }

    static func duration(_ text: String) -> Duration? { ValueFormat<Duration>.duration.parse(text) }
}

extension Configuration.Requests {
    /// What reads them and answers.
    func source() throws -> any RequestSource {
        switch place {
        case .folder(let folder, let answers): FolderRequests(folder: folder, answers: answers)
        case .git(let settings, let answers): try GitRequests(settings, answerBranch: answers)
        }
    }
}
