// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// Which part of a JSON value is kept. An array is passed through: its elements are chosen from as the array would be.
indirect enum FieldSelection: Sendable {
    case whole
    case fields([String: FieldSelection])
    /// An array whose elements are handed out one by one, and not kept.
    case emitted(FieldSelection)

    /// Paths with `/` between keys; of two where one is the beginning of the other, the shorter counts.
    init(_ paths: String...) {
        self = .fields([:])
        for path in paths { insert(path.split(separator: "/").map(String.init)[...]) }
    }

    /// Adds a path.
    mutating func insert(_ path: ArraySlice<String>) {
        guard case .fields(var fields) = self, let first = path.first else {
            self = .whole
            return
        }
        var child = fields[first] ?? .fields([:])
        child.insert(path.dropFirst())
        fields[first] = child
        self = .fields(fields)
    }

    /// The same with one more field.
    func adding(_ key: String, _ selection: FieldSelection) -> FieldSelection {
        guard case .fields(var fields) = self else { return self }
        fields[key] = selection
        return .fields(fields)
    }

    /// What is kept of a field; `nil` for nothing.
    func below(_ key: String) -> FieldSelection? {
        switch self {
        case .whole: .whole
        case .fields(let fields): fields[key]
        case .emitted(let element): element.below(key)
        }
    }
}
