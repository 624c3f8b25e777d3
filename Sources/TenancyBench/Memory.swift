// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import Platform

/// What a process holds in memory and has computed, as the kernel counts it.
enum Memory {
    /// The most KiB that were resident since this process began.
    static var peak: Int { kibibytes("VmHWM") }

    /// A line of `/proc/PROCESS/status` that is in KiB, such as `VmRSS` for what is resident now.
    static func kibibytes(_ name: String, of process: String = "self") -> Int {
        let line = text("/proc/\(process)/status").split(separator: "\n").first { $0.hasPrefix("\(name):") }
        return line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) } ?? 0
    }

    /// The milliseconds that all threads of a process have computed so far, in the steps of 10 ms that the kernel counts in.
    static func milliseconds(of process: String = "self") -> Int {
        // The name, in parentheses, may hold spaces; the 12th and 13th word behind it are the times.
        let words = text("/proc/\(process)/stat").split(separator: ")").last?.split(separator: " ") ?? []
        return words.dropFirst(11).prefix(2).compactMap { Int($0) }.reduce(0, +) * 10
    }

    private static func text(_ path: String) -> String {
        (try? FileSystem.read(path, limit: 1 << 16)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }
}
