// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// A typed key: declares an option and reads its value out of a `Match`.
///
/// The type says what its absence means: `Bool` is false, `T?` is nil, `[T]` is empty, `T` has a default or is required.
package struct Option<Value: Sendable>: Sendable {
    package let declaration: OptionDeclaration
}

extension Option where Value == Bool {
    /// A switch that is off unless it is named.
    package static func flag(_ name: String, short: Character? = nil, _ abstract: String) -> Self {
        Self(
            declaration: OptionDeclaration(
                name: name, short: short, arity: .flag, isRequired: false, isRepeatable: false, environment: nil,
                allowed: [], completion: .nothing, standard: nil, abstract: abstract,
                resolve: { given, _ in !given.isEmpty }))
    }

    /// A switch with both spellings, `--name` and `--no-name`.
    package static func negatable(_ name: String, default standard: Bool, _ abstract: String) -> Self {
        Self(
            declaration: OptionDeclaration(
                name: name, short: nil, arity: .negatable, isRequired: false, isRepeatable: false, environment: nil,
                allowed: [], completion: .nothing, standard: nil, abstract: abstract,
                resolve: { given, _ in given.last.map { !$0.isNegated } ?? standard }))
    }
}

extension Option {
    /// An option with a value that may be left out.
    package static func value<Element>(
        _ name: String, short: Character? = nil, _ placeholder: String, _ format: ValueFormat<Element>,
        environment: String? = nil, _ abstract: String
    ) -> Self where Value == Element? {
        Self(
            name, short, .value(placeholder), format, environment: environment, abstract
        ) { given, help throws(UsageError) in
            guard let mention = given.last else { return Element?.none }
            return Element?.some(try format.value(of: mention.value ?? "", for: mention.subject, help: help))
        }
    }

    /// An option with a value that has a default; `standard` is its text in help.
    package static func value(
        _ name: String, short: Character? = nil, _ placeholder: String, _ format: ValueFormat<Value>,
        default standard: (value: Value, text: String), environment: String? = nil, _ abstract: String
    ) -> Self {
        Self(
            name, short, .value(placeholder), format, environment: environment, standard: standard.text, abstract
        ) { given, help throws(UsageError) in
            guard let mention = given.last else { return standard.value }
            return try format.value(of: mention.value ?? "", for: mention.subject, help: help)
        }
    }

    /// An option that must be given.
    package static func required(
        _ name: String, short: Character? = nil, _ placeholder: String, _ format: ValueFormat<Value>,
        _ abstract: String
    ) -> Self {
        Self(
            name, short, .value(placeholder), format, isRequired: true, abstract
        ) { given, help throws(UsageError) in
            guard let mention = given.last else {
                throw UsageError("missing option '--\(name) \(placeholder)'", hint: help)
            }
            return try format.value(of: mention.value ?? "", for: mention.subject, help: help)
        }
    }

    /// An option that may be given many times; values keep their order.
    package static func repeated<Element>(
        _ name: String, short: Character? = nil, _ placeholder: String, _ format: ValueFormat<Element>,
        _ abstract: String
    ) -> Self where Value == [Element] {
        Self(
            name, short, .value(placeholder), format, isRepeatable: true, abstract
        ) { given, help throws(UsageError) in
            var values: [Element] = []
            for mention in given {
                values.append(try format.value(of: mention.value ?? "", for: mention.subject, help: help))
            }
            return values
        }
    }

    /// An option whose value may only follow `=`; named without one it stands for `bare`.
    package static func optionalValue<Element>(
        _ name: String, _ placeholder: String, _ format: ValueFormat<Element>, bare: Element, _ abstract: String
    ) -> Self where Value == Element? {
        Self(name, nil, .optionalValue(placeholder), format, abstract) { given, help throws(UsageError) in
            guard let mention = given.last else { return Element?.none }
            guard let text = mention.value else { return Element?.some(bare) }
            return Element?.some(try format.value(of: text, for: mention.subject, help: help))
        }
    }

    private init<Element>(
        _ name: String, _ short: Character?, _ arity: OptionDeclaration.Arity, _ format: ValueFormat<Element>,
        isRequired: Bool = false, isRepeatable: Bool = false, environment: String? = nil, standard: String? = nil,
        _ abstract: String, resolve: @escaping @Sendable ([Occurrence], String) throws(UsageError) -> any Sendable
    ) {
        declaration = OptionDeclaration(
            name: name, short: short, arity: arity, isRequired: isRequired, isRepeatable: isRepeatable,
            environment: environment, allowed: format.allowed, completion: format.completion, standard: standard,
            abstract: abstract,
            resolve: resolve)
    }
}
