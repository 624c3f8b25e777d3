// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

package import TenancyAPI

/// Why a request to the daemon has no result.
package enum ClientError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Nobody listens at the socket.
    case daemonUnreachable(path: String, reason: String)
    /// The socket's permissions keep the caller out.
    case permissionDenied(path: String)
    case timedOut(path: String)
    /// The answer is not what the daemon's API promises.
    case protocolError(String)
    /// The answer could not be written to its file.
    case fileRefused(reason: String)
    /// The daemon refused.
    case problem(Problem)

    package var description: String {
        switch self {
        case .daemonUnreachable(let path, let reason): "cannot reach tenancyd at \(path): \(reason)"
        case .permissionDenied(let path): "cannot connect to \(path): permission denied"
        case .timedOut(let path): "cannot wait longer for tenancyd at \(path)"
        case .protocolError(let reason): "cannot read the answer of tenancyd: \(reason)"
        case .fileRefused(let reason): reason
        case .problem(let problem): problem.detail
        }
    }
}
