// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// What a VLAN device occupies: the kernel has one per parent and number.
struct VLANPlace: Hashable {
    let parent: UInt32?
    let id: UInt16?
}
