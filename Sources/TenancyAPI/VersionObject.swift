// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// The versions of the daemon.
package struct VersionObject: Sendable, Equatable, Codable {
    package var apiVersion: String
    package var kind: String
    package let version: String

    package init() {
        apiVersion = APIVersion.current
        kind = "Version"
        version = APIVersion.program
    }
}
