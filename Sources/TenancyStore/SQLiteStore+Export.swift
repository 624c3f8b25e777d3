// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

package import TenancyCore

extension SQLiteStore {
    package func document() async throws -> PlanDocument {
        try await reader.read { try PlanRows(connection: $0.connection).document() }
    }
}
