// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

extension String {
    /// The text with the RFC 3339 time at its end in whole seconds; json and yaml have the fraction.
    var inSeconds: String {
        guard hasSuffix("Z"), let point = lastIndex(of: ".") else { return self }
        let fraction = self[index(after: point)...].dropLast()
        guard !fraction.isEmpty, fraction.allSatisfy({ $0.isASCII && $0.isNumber }) else { return self }
        return self[..<point] + "Z"
    }
}
