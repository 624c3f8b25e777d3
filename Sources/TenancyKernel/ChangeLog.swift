// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// What was written: how much, and the text of the first of it. A hundred thousand lines would tell nobody anything.
struct ChangeLog {
    static let limit = 1000

    private(set) var count = 0
    private(set) var texts: [String] = []

    mutating func append(_ operations: OperationList) {
        for operation in operations.prefix(Self.limit - texts.count) { texts.append("\(operation)") }
        count += operations.count
    }
}
