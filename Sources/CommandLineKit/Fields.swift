// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// What is to be said of one object: a label and a value per line, values in one column.
///
/// Nothing in a value can steer the terminal.
package struct Fields: Sendable {
    private var rows: [(label: String, value: String)] = []

    package init() {}

    /// Adds a line; an empty value reads `<none>`.
    package mutating func add(_ label: String, _ value: String) {
        rows.append((label, value.isEmpty ? "<none>" : value.printable))
    }

    /// Adds a line unless there is no value.
    package mutating func add(_ label: String, ifAny value: String?) {
        if let value, !value.isEmpty { add(label, value) }
    }

    /// Adds a line per value, the label on the first one only; without values there is no line.
    package mutating func add(_ label: String, each values: [String]) {
        for (index, value) in values.enumerated() { add(index == 0 ? label : "", value) }
    }

    /// The lines, each with its end.
    package func rendered() -> String {
        let width = rows.map(\.label.count).max() ?? 0
        return rows.map { row in
            let label = row.label.isEmpty ? " " : ":"
            return row.label + label + String(repeating: " ", count: width - row.label.count + 2) + row.value + "\n"
        }.joined()
    }
}
