// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// What may stand in the place of a word that is being typed.
package struct Completion: Sendable, Equatable {
    package struct Word: Sendable, Equatable {
        package let text: String
        /// One line, or empty.
        package let abstract: String

        package init(_ text: String, _ abstract: String = "") {
            self.text = text
            self.abstract = abstract
        }
    }

    package enum Source: Sendable, Equatable {
        case words([Word])
        /// Files and folders, which the shell knows.
        case files
        /// Names of objects of a kind, as ``ValueFormat/name(_:)`` was given it; the program knows them.
        case names(String)
        case nothing
    }

    package let source: Source
    /// What is typed of the word.
    package var begun = ""
    /// What stands before each candidate: `--kind=` while the value of such an option is typed.
    package var lead = ""

    /// The candidates out of these words.
    package func candidates(_ words: [Word]) -> [Word] {
        words.filter { $0.text.hasPrefix(begun) }.map { Word(lead + $0.text, $0.abstract) }
    }
}
