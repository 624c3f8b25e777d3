// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

private import Glibc

/// Counts up and waits: the one thing a thread outside of Swift's pool needs to sleep until there is work.
@safe final class Semaphore: @unchecked Sendable {
    // `sem_t` may be used by several threads at once; the pointer never changes.
    private let raw: UnsafeMutablePointer<sem_t>

    init() {
        unsafe raw = .allocate(capacity: 1)
        unsafe sem_init(raw, 0, 0)
    }

    deinit {
        unsafe sem_destroy(raw)
        unsafe raw.deallocate()
    }

    func signal() {
        unsafe sem_post(raw)
    }

    /// The only failure of a valid semaphore is an interruption by a signal.
    func wait() {
        while unsafe sem_wait(raw) != 0 {}
    }
}
