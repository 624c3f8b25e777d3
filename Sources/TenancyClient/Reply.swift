// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import TenancyAPI

/// The daemon's answer, whatever its status.
package struct Reply: Equatable, Sendable {
    package let status: Int
    package let body: [UInt8]

    /// The object in a successful answer.
    ///
    /// - Throws: `problem` for any other answer, `protocolError` for a body that is not what it should be.
    package func decode<Value: Decodable>(_ type: Value.Type) throws(ClientError) -> Value {
        do {
            guard (200..<300).contains(status) else {
                throw ClientError.problem(try JSON.decode(Problem.self, from: body))
            }
            return try JSON.decode(type, from: body)
        } catch let error as ClientError {
            throw error
        } catch {
            throw .protocolError("status \(status) with a body that is no \(type)")
        }
    }
}
