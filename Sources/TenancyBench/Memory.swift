// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import Platform

/// What this process holds in memory, as the kernel counts it.
enum Memory {
    /// The most KiB that were resident since the process began.
    static var peak: Int {
        let text = (try? FileSystem.read("/proc/self/status", limit: 1 << 16)).map {
            String(decoding: $0, as: UTF8.self)
        }
        let line = text?.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        return line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) } ?? 0
    }
}
