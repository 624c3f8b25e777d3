// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// The message of a commit: a subject, and who asked for what.
package struct CommitMessage: Sendable, Equatable {
    package let subject: String
    /// Lines such as `Tenancy-Revision: 7`, in this order.
    package let trailers: [Trailer]
    /// The time of the commit: that of the revision, so that the same plan gives the same commit.
    package let time: Timestamp

    package struct Trailer: Sendable, Equatable {
        package let name: String
        package let value: String
        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    package init(subject: String, trailers: [Trailer], time: Timestamp) {
        self.subject = subject
        self.trailers = trailers
        self.time = time
    }
}
