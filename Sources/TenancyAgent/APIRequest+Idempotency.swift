// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import TenancyAPI
import TenancyCore

extension APIRequest {
    /// What `Idempotency-Key` asks for; `nil` without one.
    func idempotency() throws -> Idempotency? {
        guard let key = headers["idempotency-key"] else { return nil }
        guard (1...255).contains(key.utf8.count), key.utf8.allSatisfy({ (0x21...0x7e).contains($0) }) else {
            throw TenancyError(
                .invalid, "idempotencyKey: a key has 1 to 255 printable ASCII characters and no space",
                field: "idempotencyKey")
        }
        let query = query.map { "\($0.name)=\($0.value)" }.sorted().joined(separator: "&")
        return Idempotency(key: key, body: Array("\(method) \(path)?\(query)\n".utf8) + body) { receipt in
            String(decoding: try JSON.encode(ChangeObject(receipt)), as: UTF8.self)
        }
    }
}
