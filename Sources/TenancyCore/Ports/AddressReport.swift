// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// What is known of one address.
package struct AddressReport: Sendable, Equatable {
    package let address: IPAddress
    /// The pool it lies in, and the tile that holds it.
    package let pool: Pool?
    package let tile: ExtentRecord?
    /// The allocations that hold it now, by scope.
    package let allocations: [Allocation]
    /// Everybody who held it or a prefix around it, the latest first, those of now included.
    package let tenures: [Tenure]

    package init(address: IPAddress, pool: Pool?, tile: ExtentRecord?, allocations: [Allocation], tenures: [Tenure]) {
        self.address = address
        self.pool = pool
        self.tile = tile
        self.allocations = allocations
        self.tenures = tenures
    }
}
