// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// The version of the API, and of the program.
package enum APIVersion {
    /// What stands in `apiVersion` of every object.
    package static let current = "tenancy/v1"
    /// The version of daemon and command line.
    package static let program = "0.1.0"
}
