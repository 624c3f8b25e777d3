// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// What this build is.
enum BuildInformation {
    static let version = "0.1.0"
}
