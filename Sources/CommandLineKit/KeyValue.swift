// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// A pair written `key=value` on the command line.
package struct KeyValue: Sendable, Equatable {
    package let key: String
    package let value: String
}

extension ValueFormat where Value == KeyValue {
    /// A key that is not empty, `=`, and the rest, which may be empty.
    package static var keyValue: Self {
        Self("key=value") { text in
            guard let separator = text.firstIndex(of: "="), separator != text.startIndex else { return nil }
            return KeyValue(key: String(text[..<separator]), value: String(text[text.index(after: separator)...]))
        }
    }
}
