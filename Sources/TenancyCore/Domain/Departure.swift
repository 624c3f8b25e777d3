// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// How far a tenant is on its way out. Until the last stage is over the tenant can stay.
package enum Departure: String, Sendable, Codable, CaseIterable {
    /// It keeps what it has and gets nothing more, until nothing live is in the way.
    case draining
    /// Its public addresses are no longer announced; everything else stands.
    case withdrawing
    /// Its objects leave the cluster; addresses and the kernel's devices stand.
    case removing

    /// What comes next; `nil` when it is the release.
    package var next: Departure? {
        switch self {
        case .draining: .withdrawing
        case .withdrawing: .removing
        case .removing: nil
        }
    }
}

extension Timestamp {
    /// The end of a draining that has none: 9999-12-31.
    package static let whenFree = Timestamp(microseconds: 253_402_300_799_000_000)
}
