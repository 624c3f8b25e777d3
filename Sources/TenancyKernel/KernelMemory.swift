// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import Platform

/// What the kernel was last brought to and in which life of the machine, in a small file: it tells a reboot from a deletion by somebody else.
struct KernelMemory: Equatable {
    let boot: String
    let revision: Int64

    init(boot: String, revision: Int64) {
        self.boot = boot
        self.revision = revision
    }

    /// What the file says; nil when there is none or when it is none of ours.
    init?(file: String) {
        guard let bytes = try? FileSystem.read(file, limit: 256) else { return nil }
        let words = String(decoding: bytes, as: UTF8.self).split { $0 == " " || $0 == "\n" }
        guard words.count == 2, let revision = Int64(words[1]) else { return nil }
        self.init(boot: String(words[0]), revision: revision)
    }

    func write(to file: String) throws {
        try FileSystem.write(Array("\(boot) \(revision)\n".utf8), to: file, mode: 0o600)
    }

    /// The kernel's name for this life of the machine.
    static func currentBoot() -> String {
        let bytes = (try? FileSystem.read("/proc/sys/kernel/random/boot_id", limit: 64)) ?? []
        return String(decoding: bytes.prefix { $0 > 0x20 }, as: UTF8.self)
    }
}
