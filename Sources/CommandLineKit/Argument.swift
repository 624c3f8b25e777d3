// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// A typed key: declares a positional argument and reads its value out of a `Match`.
package struct Argument<Value: Sendable>: Sendable {
    package let declaration: ArgumentDeclaration
}

extension Argument {
    /// An argument that must be given.
    package static func required(_ placeholder: String, _ format: ValueFormat<Value>, _ abstract: String) -> Self {
        Self(placeholder, .one, format, abstract) { words, help throws(UsageError) in
            guard let word = words.first else { throw UsageError("missing argument \(placeholder)", hint: help) }
            return try format.value(of: word, for: "argument \(placeholder)", help: help)
        }
    }

    /// An argument that may be left out.
    package static func optional<Element>(
        _ placeholder: String, _ format: ValueFormat<Element>, _ abstract: String
    ) -> Self where Value == Element? {
        Self(placeholder, .optional, format, abstract) { words, help throws(UsageError) in
            guard let word = words.first else { return Element?.none }
            return Element?.some(try format.value(of: word, for: "argument \(placeholder)", help: help))
        }
    }

    /// The words that are left, in their order; there may be none.
    package static func repeated<Element>(
        _ placeholder: String, _ format: ValueFormat<Element>, _ abstract: String
    ) -> Self where Value == [Element] {
        Self(placeholder, .any, format, abstract) { words, help throws(UsageError) in
            var values: [Element] = []
            for word in words {
                values.append(try format.value(of: word, for: "argument \(placeholder)", help: help))
            }
            return values
        }
    }

    private init<Element>(
        _ placeholder: String, _ count: ArgumentDeclaration.Count, _ format: ValueFormat<Element>, _ abstract: String,
        resolve: @escaping @Sendable ([String], String) throws(UsageError) -> any Sendable
    ) {
        declaration = ArgumentDeclaration(
            placeholder: placeholder, count: count, allowed: format.allowed, completion: format.completion,
            abstract: abstract, resolve: resolve)
    }
}
