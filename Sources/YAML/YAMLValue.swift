// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// A document to be written: what JSON can say, with mappings in the order they were built.
package enum YAMLValue: Sendable, Equatable {
    case null
    case bool(Bool)
    case int(Int)
    case string(String)
    case sequence([YAMLValue])
    case mapping(YAMLMapping)
}

extension YAMLValue: ExpressibleByStringLiteral, ExpressibleByStringInterpolation, ExpressibleByIntegerLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    package init(stringLiteral value: String) { self = .string(value) }
    package init(integerLiteral value: Int) { self = .int(value) }
    package init(booleanLiteral value: Bool) { self = .bool(value) }
    package init(arrayLiteral elements: YAMLValue...) { self = .sequence(elements) }

    package init(dictionaryLiteral elements: (String, YAMLValue)...) {
        var mapping = YAMLMapping()
        for (key, value) in elements { mapping[key] = value }
        self = .mapping(mapping)
    }
}

extension YAMLValue {
    /// A sequence of strings.
    package static func strings(_ values: some Sequence<String>) -> YAMLValue {
        .sequence(values.map(YAMLValue.string))
    }
}
