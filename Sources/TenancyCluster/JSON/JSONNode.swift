// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// A JSON value, or what was kept of it.
enum JSONNode: Sendable, Equatable {
    case null
    case bool(Bool)
    /// As it was written.
    case number(String)
    case string(String)
    case array([JSONNode])
    case object([String: JSONNode])

    /// The first document of a text; `nil` when it is none.
    static func parse(_ bytes: [UInt8]) -> JSONNode? {
        var projector = JSONProjector(.whole)
        var found: JSONNode?
        try? projector.take(bytes.span) { if case .document(let node) = $0 { found = found ?? node } }
        return found
    }

    /// The value below a key; `nil` for what is no object, and for null.
    subscript(key: String) -> JSONNode? {
        guard case .object(let fields) = self, let value = fields[key], value != .null else { return nil }
        return value
    }

    /// The elements of an array; none for everything else.
    var elements: [JSONNode] {
        if case .array(let elements) = self { elements } else { [] }
    }

    /// The fields of an object by their name; none for everything else.
    var fields: [String: JSONNode] {
        if case .object(let fields) = self { fields } else { [:] }
    }

    /// The text of a string or a number.
    var text: String? {
        switch self {
        case .string(let text), .number(let text): text
        default: nil
        }
    }

    /// The text below a key, unless it is empty.
    func text(_ key: String) -> String? {
        guard let text = self[key]?.text, !text.isEmpty else { return nil }
        return text
    }
}
