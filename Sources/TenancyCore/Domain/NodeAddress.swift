// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// An address that an interface of the node has.
package struct NodeAddress: Sendable, Hashable {
    package let address: IPAddress
    package let interface: String

    package init(address: IPAddress, interface: String) {
        self.address = address
        self.interface = interface
    }
}
