// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import CommandLineKit

extension [KeyValue] {
    /// The pairs by key; `nil` for none, which is not sent. `noun` is what one is called in an error.
    func dictionary(_ noun: String) throws(UsageError) -> [String: String]? {
        var values: [String: String] = [:]
        for pair in self {
            guard values.updateValue(pair.value, forKey: pair.key) == nil else {
                throw UsageError("\(noun) '\(pair.key)' is given more than once", hint: "leave one of them out")
            }
        }
        return values.isEmpty ? nil : values
    }
}
