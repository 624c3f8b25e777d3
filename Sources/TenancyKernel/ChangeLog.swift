// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// What was written: how much, and the text of the first of it. A hundred thousand lines would tell nobody anything.
struct ChangeLog {
    static let limit = 1000

    private(set) var count = 0
    private(set) var texts: [String] = []

    mutating func append(_ operation: KernelOperation) {
        count += 1
        if count <= Self.limit { texts.append("\(operation)") }
    }
}
