// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// Where people leave files with what they want, and find the answers.
package protocol RequestSource: Sendable {
    /// What is there now.
    ///
    /// - Throws: `TenancyError` when it cannot be reached or read.
    func read() async throws -> RequestInbox
    /// Makes these the answers, and removes all others.
    func answer(_ answers: ManifestTree, message: CommitMessage) async throws
}

/// The files with requests, and what was answered before.
package struct RequestInbox: Sendable, Equatable {
    package struct File: Sendable, Equatable {
        /// Below the folder of the requests.
        package let path: String
        /// Another one with other content.
        package let id: String
        package let content: [UInt8]

        package init(path: String, id: String, content: [UInt8]) {
            self.path = path
            self.id = id
            self.content = content
        }
    }

    /// What identifies this state: a commit, or the folder.
    package let origin: String
    /// Sorted by path.
    package let files: [File]
    /// The answers by their path.
    package let answers: [String: [UInt8]]

    package init(origin: String, files: [File], answers: [String: [UInt8]]) {
        self.origin = origin
        self.files = files.sorted { $0.path < $1.path }
        self.answers = answers
    }
}
