// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// A value bound to a parameter of a statement.
package enum Value: Equatable, Sendable {
    case null
    case integer(Int64)
    case text(String)
    case blob([UInt8])
    /// Sixteen bytes, most significant first, so that byte order is numeric order.
    case wide(UInt128)

    /// The integer, or NULL for `nil`.
    package static func integer(orNull value: Int64?) -> Value {
        value.map(Value.integer) ?? .null
    }

    /// The text, or NULL for `nil`.
    package static func text(orNull value: String?) -> Value {
        value.map(Value.text) ?? .null
    }
}
