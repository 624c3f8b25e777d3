// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import FoundationEssentials
internal import TenancyCore

/// JSON in text columns: keys sorted, so that the same value is the same text.
enum StoredJSON {
    static func text(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    /// - Throws: `TenancyError` with code `store.damaged`; `what` names the row.
    static func value<Value: Decodable>(_ type: Value.Type, _ text: String, of what: String) throws -> Value {
        do {
            return try JSONDecoder().decode(type, from: Data(text.utf8))
        } catch {
            throw TenancyError(.storeDamaged, "cannot read \(what) from the store", cause: "\(error)")
        }
    }
}
