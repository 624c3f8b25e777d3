// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// The kernel, as the agent needs it.
package protocol KernelProgrammer: Sendable {
    /// Brings the kernel to the desired state and returns what it changed. Idempotent: with everything in place nothing is written. What is not ours is never
    /// touched; a network that cannot be brought about is reported and does not hold up the others.
    func apply(_ desired: KernelState) async -> KernelReport

    /// How the kernel differs from the desired state at this moment. Writes nothing.
    func differences(from desired: KernelState) async throws -> [KernelDifference]

    /// Calls `look` whenever the kernel may no longer be as it was left, a moment after the last of the events that say so. Runs until the task is cancelled.
    ///
    /// Throws when the kernel cannot be listened to; then it is looked at from time to time only.
    func watch(_ look: @escaping @Sendable () -> Void) async throws

    /// Removes everything that is ours, and puts back what was moved for it.
    func removeAll() async -> KernelReport
}
