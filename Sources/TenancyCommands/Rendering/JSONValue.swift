// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import YAML

/// Any JSON, so that an answer is printed with the fields that this build does not know, and numbers as they came.
///
/// `JSONDecoder` can read into such a type only by trial and error: 2 s for a list of 10,000 tenants.
enum JSONValue: Equatable {
    struct Member: Equatable {
        let key: String
        let value: JSONValue
    }

    case null
    case bool(Bool)
    case number(String)
    case string(String)
    case array([JSONValue])
    /// Sorted by key.
    case object([Member])

    /// The value as text of many lines, without an end of line behind it.
    var text: String {
        var text = ""
        write(to: &text, indent: "\n")
        return text
    }

    /// The same as YAML.
    var yaml: YAMLValue {
        switch self {
        case .null: return .null
        case .bool(let value): return .bool(value)
        case .number(let text): return Int(text).map(YAMLValue.int) ?? .string(text)
        case .string(let text): return .string(text)
        case .array(let values): return .sequence(values.map(\.yaml))
        case .object(let members):
            var mapping = YAMLMapping()
            for member in members { mapping[member.key] = member.value.yaml }
            return .mapping(mapping)
        }
    }

    /// `indent` begins each line of the value but its first one.
    private func write(to text: inout String, indent: String) {
        switch self {
        case .null: text += "null"
        case .bool(let value): text += value ? "true" : "false"
        case .number(let number): text += number
        case .string(let string): Self.quote(string, to: &text)
        case .array(let values):
            Self.write(values, between: "[", "]", to: &text, indent) { $0.write(to: &$1, indent: indent + "  ") }
        case .object(let members):
            Self.write(members, between: "{", "}", to: &text, indent) { member, text in
                Self.quote(member.key, to: &text)
                text += ": "
                member.value.write(to: &text, indent: indent + "  ")
            }
        }
    }

    private static func write<Element>(
        _ elements: [Element], between opening: String, _ closing: String, to text: inout String, _ indent: String,
        _ body: (Element, inout String) -> Void
    ) {
        text += opening
        for (index, element) in elements.enumerated() {
            text += (index == 0 ? "" : ",") + indent + "  "
            body(element, &text)
        }
        text += (elements.isEmpty ? "" : indent) + closing
    }

    private static func quote(_ string: String, to text: inout String) {
        text += "\""
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\t": text += "\\t"
            case "\r": text += "\\r"
            case "\0"..."\u{1F}", "\u{7F}"..."\u{9F}":
                let digits = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }
}
