// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// `count` bytes fit for ids and secrets. The corresponding C function is `getrandom`, which the standard library's
/// system generator calls on Linux.
package func randomBytes(_ count: Int) -> [UInt8] {
    (0..<count).map { _ in .random(in: .min ... .max) }
}
