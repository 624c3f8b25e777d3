// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import CommandLineKit

/// What every command accepts that changes something.
enum ChangeOptions {
    static let dryRun = Option<Bool>.flag("dry-run", "show what would change; nothing is stored")
    static let wait = Option<WaitStage?>.optionalValue(
        "wait", "STAGE", .word, bare: .both, "return when the change has arrived there; without a value both")
    static let timeout = Option<Duration?>.value(
        "timeout", "TIME", .duration, "how long --wait waits, such as 30s or 2m; 60s unless given")
    static let reason = Option<String?>.value("reason", "TEXT", .text, "why; stands in the journal")
    static let revision = Option<Int?>.value(
        "if-revision", "N", .number, "refuse when the plan is not at this revision any more")
    static let key = Option<String?>.value(
        "idempotency-key", "KEY", .key, "a name for this request: repeated within a day it changes nothing")

    static let group = OptionGroup("Change options", dryRun, wait, timeout, reason, revision, key)
}

extension ValueFormat where Value == String {
    /// What may name a request.
    fileprivate static var key: Self {
        Self("1 to 255 printable ASCII characters without spaces") { text in
            (1...255).contains(text.utf8.count) && text.utf8.allSatisfy { (0x21...0x7e).contains($0) } ? text : nil
        }
    }
}
