// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// A request the server answers by itself, without its handler.
package enum HTTPRefusal: Error, Equatable, Sendable, CustomStringConvertible {
    /// The request target is not a well-formed path and query.
    case badTarget(String)
    case bodyTooLarge(limit: Int)
    /// The peer cannot be told: not a Unix socket.
    case unknownPeer
    case stopping
    /// The handler's answer cannot be sent: a header with a line break in it.
    case badResponse

    package var status: Int {
        switch self {
        case .badTarget: 400
        case .bodyTooLarge: 413
        case .unknownPeer: 403
        case .stopping: 503
        case .badResponse: 500
        }
    }

    package var description: String {
        switch self {
        case .badTarget(let reason): "cannot read the request target: \(reason)"
        case .bodyTooLarge(let limit): "cannot take the body: more than \(limit) bytes"
        case .unknownPeer: "cannot tell who asks"
        case .stopping: "cannot serve: the server is stopping"
        case .badResponse: "cannot send the answer"
        }
    }
}
