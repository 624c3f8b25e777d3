// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// The header of a received message, and where its payload lies.
struct MessageHeader: Equatable {
    let type: UInt16
    let flags: UInt16
    let sequence: UInt32
    let payload: Range<Int>

    /// Where the next message begins.
    var end: Int { (payload.upperBound + 3) & ~3 }
}
