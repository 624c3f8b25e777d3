// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// How the text of an option or argument becomes a value.
package struct ValueFormat<Value: Sendable>: Sendable {
    /// What is accepted, as it reads after "expected": "a whole number".
    let expectation: String
    /// The accepted words when there is a closed set of them, else empty.
    let allowed: [String]
    /// What shells offer for it.
    let completion: Completion.Source
    /// The value, or `nil` when the text is not one.
    package let parse: @Sendable (String) -> Value?

    /// A format of one's own; `expectation` reads after "expected".
    package init(_ expectation: String, parse: @escaping @Sendable (String) -> Value?) {
        self.init(expectation, allowed: [], parse: parse)
    }

    init(
        _ expectation: String, allowed: [String], completion: Completion.Source = .nothing,
        parse: @escaping @Sendable (String) -> Value?
    ) {
        self.expectation = expectation
        self.allowed = allowed
        self.completion =
            allowed.isEmpty ? completion : .words(allowed.map { Completion.Word($0) })
        self.parse = parse
    }

    /// The value of `text`; `subject` names the option, argument or variable in the error.
    func value(of text: String, for subject: String, help: String) throws(UsageError) -> Value {
        if let value = parse(text) { return value }
        let meant = Suggestion.nearest(to: text, among: allowed)
        throw UsageError(
            "invalid value '\(text)' for \(subject): expected \(expectation)",
            hint: meant.map { "did you mean '\($0)'?" } ?? help)
    }
}

extension ValueFormat where Value == String {
    /// Any text that is not empty.
    package static var text: Self { text(offering: .nothing) }

    /// The path of a file or folder.
    package static var path: Self { text(offering: .files) }

    /// The name of an object of a kind, which the program looks up when a shell asks what there is.
    package static func name(_ kind: String) -> Self { text(offering: .names(kind)) }

    private static func text(offering completion: Completion.Source) -> Self {
        Self("a text that is not empty", allowed: [], completion: completion) { $0.isEmpty ? nil : $0 }
    }
}

extension ValueFormat where Value == Int {
    /// A whole number in decimal, zero or more.
    package static var number: Self {
        Self("a whole number") { text in
            guard text.allSatisfy({ $0.isASCII && $0.isNumber }) else { return nil }
            return Int(text)
        }
    }
}

extension ValueFormat where Value: CaseIterable & RawRepresentable<String> {
    /// One of the cases by its raw value.
    package static var word: Self {
        let words = Value.allCases.map(\.rawValue)
        return Self("one of \(words.joined(separator: ", "))", allowed: words) { Value(rawValue: $0) }
    }
}

extension ValueFormat where Value == Duration {
    /// A span of time: numbers with units from large to small, `90s`, `2m`, `1h30m`, `7d`.
    package static var duration: Self {
        Self("a time such as 30s, 2m, 24h or 7d") { text in
            let units: [(letter: Character, seconds: Int64)] = [("d", 86400), ("h", 3600), ("m", 60), ("s", 1)]
            var rest = text[...]
            var total: Int64 = 0
            for unit in units {
                let digits = rest.prefix { $0.isASCII && $0.isNumber }
                guard rest.dropFirst(digits.count).first == unit.letter else { continue }
                guard let count = Int64(digits) else { return nil }
                let (seconds, tooLong) = count.multipliedReportingOverflow(by: unit.seconds)
                let (sum, tooMuch) = total.addingReportingOverflow(seconds)
                if tooLong || tooMuch { return nil }
                total = sum
                rest = rest.dropFirst(digits.count + 1)
            }
            return text.isEmpty || !rest.isEmpty ? nil : .seconds(total)
        }
    }
}
