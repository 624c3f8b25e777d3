// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Glibc

/// The machine's clocks, for the edge of the program: everything inside is given the time.
package enum SystemClock {
    /// Microseconds of UTC since 1970. The corresponding C function is `clock_gettime`.
    package static func microseconds() -> Int64 {
        read(CLOCK_REALTIME)
    }

    /// Microseconds of the clock systemd compares reloads with: it never jumps, and starts with the machine.
    static func monotonicMicroseconds() -> Int64 {
        read(CLOCK_MONOTONIC)
    }

    private static func read(_ clock: Int32) -> Int64 {
        var time = timespec()
        unsafe clock_gettime(clock, &time)
        return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000
    }
}
