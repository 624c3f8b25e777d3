// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import CommandLineKit
internal import TenancyAPI

extension Fields {
    /// Who reaches what through a leak.
    mutating func add(_ leak: LeakObject) {
        add("Leak", leak.metadata.name)
        addLabels(leak.metadata.labels ?? [:])
        add("Created", ifAny: leak.metadata.created?.inSeconds)
        add("From", leak.spec.from)
        add("To", leak.spec.to)
        add("Connected", ifAny: leak.spec.connect?.joined(separator: ", "))
        add("Prefix", each: leak.spec.prefixes)
        add("Return", each: leak.spec.returnPrefixes ?? [])
    }
}
