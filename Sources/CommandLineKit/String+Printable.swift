// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

extension String {
    /// The text on one line: each control, formatting or spacing character is a space, so that nothing in it can steer
    /// a terminal.
    package var printable: String {
        String(
            String.UnicodeScalarView(
                unicodeScalars.map { scalar in
                    switch scalar.properties.generalCategory {
                    case .control, .format, .lineSeparator, .paragraphSeparator, .spaceSeparator: " "
                    default: scalar
                    }
                }))
    }
}
