// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// What keeps the store from writing.
package struct WriteObstacle: Sendable, Equatable {
    /// What a refused write is answered with.
    package let error: TenancyError
    /// Whether the file's state is in doubt, so that nothing is written until a restart has proved it whole. Otherwise the next write is tried.
    package let isLasting: Bool

    package init(error: TenancyError, isLasting: Bool) {
        self.error = error
        self.isLasting = isLasting
    }
}
