// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// An answer of the daemon: what this build understands of it, and all of it.
struct Answer<Object> {
    let object: Object
    let body: [UInt8]
}
