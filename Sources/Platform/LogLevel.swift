// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// How much a log line matters to an operator.
package enum LogLevel: String, Comparable, Sendable, CaseIterable {
    case debug
    case info
    /// The state changed in a way an operator may want to know.
    case notice
    /// Degraded, but serving.
    case warning
    /// An operator must act.
    case error

    /// The syslog priority journald reads from `<N>` at the start of a line.
    var priority: Int {
        switch self {
        case .debug: 7
        case .info: 6
        case .notice: 5
        case .warning: 4
        case .error: 3
        }
    }

    package static func < (left: LogLevel, right: LogLevel) -> Bool {
        left.priority > right.priority
    }
}
