// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

package import TenancyAPI

/// What became of a file with requests; what a person reads beside it, and what the daemon remembers.
package struct RequestAnswer: Sendable, Equatable, Codable {
    package enum State: String, Sendable, Codable {
        /// The plan is as the file says.
        case applied
        /// Nothing of the file was done.
        case refused
        /// The file, or a part of it, is gone; what it described stays until somebody confirms it.
        case decommissionRequested = "decommission-requested"
        /// The file is gone, and its tenants are deleted after a time.
        case decommissioning
    }

    package var apiVersion = APIVersion.current
    package var kind = "RequestAnswer"
    /// The file.
    package let request: String
    /// Which content of it.
    package var id: String
    package var state: State
    /// `Tenant acme`: what the file describes, or described when it was there.
    package var objects: [String]
    /// What it describes no more, and what is there still.
    package var leftOver: [String]?
    /// The revision of the plan that it was done with.
    package var revision: Int64?
    package var error: String?
    package var hint: String?
    /// What the tenants of the file have.
    package var networks: [NetworkObject]?

    package init(request: String, id: String, state: State, objects: [String]) {
        self.request = request
        self.id = id
        self.state = state
        self.objects = objects
    }

    /// Where it stands among the answers.
    var path: String { "\(request).json" }
}
