// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// What an import did with the rows of its file.
package struct ImportReport: Sendable, Equatable {
    package var rows = 0
    /// Rows that changed the plan.
    package var imported = 0
    /// Rows whose content was there, or that say nothing by themselves: folders, containers inside a pool.
    package var unchanged = 0
    package var refused: [RefusedRow] = []
    /// Whether the good rows go in although others are refused.
    package var isPartial = false

    package init() {}

    /// Whether the good rows go in.
    package var isAccepted: Bool { refused.isEmpty || isPartial }

    mutating func refuse(_ line: Int, _ error: any Error) {
        let text = (error as? TenancyError)?.description ?? "\(error)"
        refused.append(RefusedRow(line: line, reason: text))
    }
}
