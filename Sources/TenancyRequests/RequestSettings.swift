// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// What the configuration says of requests.
package struct RequestSettings: Sendable, Equatable {
    /// The kinds that may be requested.
    package var kinds: Set<String> = ["Tenant", "Network", "Leak"]
    /// After how long the tenants of a file that is gone are deleted; `nil` for not before somebody says so.
    package var drain: Duration?

    package init() {}
}
