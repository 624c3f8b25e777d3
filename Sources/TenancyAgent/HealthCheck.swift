// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

package import TenancyCore

/// A look at something outside of the address plan that the daemon needs.
package protocol HealthCheck: Sendable {
    /// Looks at it now; never throws, and comes back within seconds.
    func run() async -> [Finding]
}
