// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// Who made a route, a rule or an address.
enum RouteProtocol {
    /// Ours, on routes, rules (FRA_PROTOCOL) and addresses (IFA_PROTO).
    static let tenancy: UInt8 = 201
    /// The kernel's own.
    static let kernel: UInt8 = 2
    /// The kernel's on the link-local addresses that it has made itself (IFAPROT_KERNEL_LL).
    static let kernelLinkLocal: UInt8 = 3
}
