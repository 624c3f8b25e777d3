// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// The node's own addresses, as the agent needs them: nothing of ours may overlap one.
package protocol NodeAddresses: Sendable {
    /// The addresses of every interface that is not ours, not a member of a VRF and not the loopback's; link-local ones left out. By address.
    ///
    /// - Throws: when they cannot be read.
    func nodeAddresses() async throws -> [NodeAddress]
}
