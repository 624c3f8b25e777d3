// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// One subnet of the link towards the provider.
package struct Link: Sendable, Equatable {
    package let subnet: Prefix
    /// The provider's address.
    package let gateway: IPAddress

    package init(subnet: Prefix, gateway: IPAddress) {
        self.subnet = subnet
        self.gateway = gateway
    }

    /// The node's address: the lowest host address that is not the provider's.
    package var address: IPAddress {
        subnet.firstHost == gateway ? IPAddress(bits: gateway.bits + 1) : subnet.firstHost
    }
}
