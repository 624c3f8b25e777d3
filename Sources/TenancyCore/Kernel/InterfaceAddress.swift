// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// An address on an interface with the length of its connected prefix.
package struct InterfaceAddress: Sendable, Equatable, Hashable, CustomStringConvertible {
    package let address: IPAddress
    /// The displayed length.
    package let length: Int

    package init(address: IPAddress, length: Int) {
        self.address = address
        self.length = length
    }

    package var description: String { "\(address)/\(length)" }
}
