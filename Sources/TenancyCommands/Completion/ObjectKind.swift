// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import CommandLineKit

/// What has a name that a shell can complete; the raw value is its place in the API.
enum ObjectKind: String {
    case pools, tenants, networks, leaks
}

extension ValueFormat where Value == String {
    /// The name of an object that is there, or of one of the past.
    static func name(of kind: ObjectKind) -> Self { .name(kind.rawValue) }
}
