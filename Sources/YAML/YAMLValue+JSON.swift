// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

extension YAMLValue {
    /// The value as JSON of many lines, keys in their order.
    package func json(indent: String = "\n") -> String {
        let inner = indent + "  "
        func list(_ elements: [String], _ opening: String, _ closing: String) -> String {
            elements.isEmpty
                ? opening + closing
                : opening + elements.map { inner + $0 }.joined(separator: ",") + indent + closing
        }
        return switch self {
        case .null: "null"
        case .bool(let value): value ? "true" : "false"
        case .int(let value): "\(value)"
        case .string(let text): Self.quoted(text)
        case .sequence(let values): list(values.map { $0.json(indent: inner) }, "[", "]")
        case .mapping(let mapping):
            list(mapping.entries.map { "\(Self.quoted($0.key)): \($0.value.json(indent: inner))" }, "{", "}")
        }
    }

    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": result += "\\\(scalar)"
            case "\0"..."\u{1F}":
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
