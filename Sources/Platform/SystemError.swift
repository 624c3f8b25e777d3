// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// A refused system call: what was attempted, on what, and the kernel's reason.
package struct SystemError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What could not be done and to which object, such as `open /etc/tenancy/tenancyd.yaml`.
    package let action: String
    package let reason: Errno

    package init(_ action: String, _ reason: Errno) {
        self.action = action
        self.reason = reason
    }

    /// The error the last failed C call of this thread left behind.
    init(_ action: @autoclosure () -> String) {
        let reason = Errno.current
        self.init(action(), reason)
    }

    package var description: String { "cannot \(action): \(reason)" }
}
