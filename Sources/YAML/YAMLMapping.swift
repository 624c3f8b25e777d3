// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// A mapping that keeps the order in which its keys were set; a key stands once.
package struct YAMLMapping: Sendable, Equatable, ExpressibleByDictionaryLiteral {
    package private(set) var entries: [Entry] = []

    package struct Entry: Sendable, Equatable {
        package let key: String
        package var value: YAMLValue
    }

    package init() {}

    /// Makes a mapping in the order of the literal; of a repeated key the last value stays.
    package init(dictionaryLiteral elements: (String, YAMLValue)...) {
        for (key, value) in elements { self[key] = value }
    }

    /// The value of a key; setting replaces it in place or appends it, setting nil removes it.
    package subscript(key: String) -> YAMLValue? {
        get { entries.first { $0.key == key }?.value }
        set {
            let index = entries.firstIndex { $0.key == key }
            switch (index, newValue) {
            case (let index?, let value?): entries[index].value = value
            case (let index?, nil): entries.remove(at: index)
            case (nil, let value?): entries.append(Entry(key: key, value: value))
            case (nil, nil): break
            }
        }
    }
}
