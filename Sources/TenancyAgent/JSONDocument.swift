// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import TenancyAPI
import TenancyCore

/// Any JSON value, for what the shape of a type cannot say.
private indirect enum JSONValue: Codable, Equatable {
    case object([String: JSONValue])
    case array([JSONValue])
    case scalar
    case null

    init(from decoder: any Decoder) throws {
        if let object = try? [String: JSONValue](from: decoder) {
            self = .object(object)
        } else if let array = try? [JSONValue](from: decoder) {
            self = .array(array)
        } else {
            self = try decoder.singleValueContainer().decodeNil() ? .null : .scalar
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encodeNil()
    }

    /// The path of the first key, in order, that has a value here and none in `known`.
    func firstKey(missingIn known: JSONValue, path: String = "") -> String? {
        switch (self, known) {
        case (.object(let object), .object(let other)):
            for (key, value) in object.sorted(by: { $0.key < $1.key }) where value != .null {
                let place = path.isEmpty ? key : "\(path).\(key)"
                guard let match = other[key] else { return place }
                if let missing = value.firstKey(missingIn: match, path: place) { return missing }
            }
            return nil
        case (.array(let array), .array(let other)):
            return zip(array, other).lazy.compactMap { $0.firstKey(missingIn: $1, path: path) }.first
        default: return nil
        }
    }
}

enum JSONDocument {
    /// Reads a request's body, and refuses a key that the type does not know: a misspelt option must not be silently nothing.
    ///
    /// A key is unknown when it is gone after the value was read and written again.
    /// - Throws: `TenancyError` with code `request.invalid` and the path in question.
    static func decode<Value: Codable>(_ type: Value.Type, kind: String, from bytes: [UInt8]) throws -> Value {
        do {
            let value = try JSON.decode(type, from: bytes)
            let written = try JSON.encode(value)
            // As a client that uses the same types writes it.
            if written == bytes { return value }
            let known = try JSON.decode(JSONValue.self, from: written)
            if let key = try JSON.decode(JSONValue.self, from: bytes).firstKey(missingIn: known) {
                throw TenancyError(.invalid, "\(key): no such field in a \(kind)", field: key)
            }
            return value
        } catch let error as DecodingError {
            throw TenancyError(.invalid, Self.text(error, kind: kind))
        }
    }

    private static func text(_ error: DecodingError, kind: String) -> String {
        func place(_ path: [any CodingKey]) -> String { path.map(\.stringValue).joined(separator: ".") }
        switch error {
        case .keyNotFound(let key, let context):
            return "\(place(context.codingPath + [key])): a \(kind) needs it"
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            return "\(place(context.codingPath)): the value is of the wrong type"
        case .dataCorrupted(let context) where !context.codingPath.isEmpty:
            return "\(place(context.codingPath)): the value is out of range"
        default:
            return "the body is not a JSON document"
        }
    }
}
