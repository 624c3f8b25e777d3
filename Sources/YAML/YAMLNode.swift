// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// A node of a document that was read, with the place where it begins.
package struct YAMLNode: Sendable, Equatable {
    package let content: Content
    /// The characters of a scalar, whatever it means: `text` of `port: 0123` is `0123`. Nil for collections.
    package let text: String?
    /// Counts from 1.
    package let line: Int
    /// Counts from 1.
    package let column: Int

    package enum Content: Sendable, Equatable {
        case null
        case bool(Bool)
        case int(Int)
        case string(String)
        case sequence([YAMLNode])
        case mapping([Entry])
    }

    /// A key and its value; keys are unique in their mapping.
    package struct Entry: Sendable, Equatable {
        package let key: String
        package let keyLine: Int
        package let keyColumn: Int
        package let value: YAMLNode
    }

    /// The value of a key, when this is a mapping that has it.
    package subscript(key: String) -> YAMLNode? {
        guard case .mapping(let entries) = content else { return nil }
        return entries.first { $0.key == key }?.value
    }

    /// The same tree without the places.
    package var value: YAMLValue {
        switch content {
        case .null: return .null
        case .bool(let value): return .bool(value)
        case .int(let value): return .int(value)
        case .string(let value): return .string(value)
        case .sequence(let nodes): return .sequence(nodes.map(\.value))
        case .mapping(let entries):
            var mapping = YAMLMapping()
            for entry in entries { mapping[entry.key] = entry.value.value }
            return .mapping(mapping)
        }
    }
}
