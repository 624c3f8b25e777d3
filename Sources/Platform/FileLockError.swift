// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// Why a ``FileLock`` was not given.
package enum FileLockError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Another process holds it; its id, when the file tells.
    case held(path: String, holder: Int32?)
    case system(SystemError)

    package var description: String {
        switch self {
        case .held(let path, let holder?): "cannot lock \(path): held by process \(holder)"
        case .held(let path, nil): "cannot lock \(path): held by another process"
        case .system(let error): error.description
        }
    }
}
