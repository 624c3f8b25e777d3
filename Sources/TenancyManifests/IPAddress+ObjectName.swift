// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import TenancyCore

extension IPAddress {
    /// The address as part of an object's name: `192-0-2-1`, `2001-db8--1`.
    var objectName: String { Network.egressLabelValue(self).replacing(".", with: "-") }
}
