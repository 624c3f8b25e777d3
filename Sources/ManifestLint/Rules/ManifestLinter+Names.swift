// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

extension ManifestLinter {
    /// EgressIPs that are each for one namespace or label, and that are named after it in different ways, so that nobody finds the one of a tenant by its name.
    mutating func checkNames() {
        let named = inventory.egressIPs.filter { !$0.isOurs }.compactMap { object in
            Self.style(of: object).map { (object: object, style: $0) }
        }
        // Two are no custom yet.
        let counts = Dictionary(grouping: named, by: \.style).mapValues(\.count)
        guard named.count > 2, counts.count > 1,
            let usual = named.max(by: { counts[$0.style, default: 0] < counts[$1.style, default: 0] })
        else { return }
        for (object, style) in named where style != usual.style {
            report(
                .nameStyle, object, line: object.line("metadata", "name"),
                "its name has the form '\(style)', and \(usual.object.place) is named '\(usual.style)'",
                fix: "one form for all, such as '\(usual.style)'")
        }
    }

    /// The name with `*` in place of what the object is for; `nil` for one that is for nothing in particular.
    private static func style(of object: LintObject) -> String? {
        let selector = LabelSelector(object.at("spec", "namespaceSelector"))
        guard let value = selector.labels.first?.value, !value.isEmpty, selector.keys.count == 1 else { return nil }
        return object.name.firstRange(of: value).map { object.name.replacingCharacters(in: $0, with: "*") }
            ?? object.name
    }
}

extension String {
    fileprivate func replacingCharacters(in range: Range<String.Index>, with text: String) -> String {
        self[..<range.lowerBound] + text + self[range.upperBound...]
    }
}
