// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import TenancyCore

extension IPAddress {
    /// The address as part of an object's name: `192-0-2-1`, `2001-db8--1`. A name may not end in a dash, so `2001:db8::` gets the
    /// zero that it left out.
    var objectName: String {
        let name = String("\(self)".map { $0 == "." || $0 == ":" ? "-" : $0 })
        return name.hasSuffix("-") ? name + "0" : name
    }
}
