// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

extension Duration {
    /// The timeout argument of poll(2): milliseconds rounded up, so that a wait never ends early and then spins.
    var pollTimeout: Int32 {
        let (seconds, attoseconds) = components
        guard seconds < Int64(Int32.max / 1000) - 1 else { return .max }
        return Int32(max(0, seconds * 1000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000))
    }
}
