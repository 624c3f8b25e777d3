// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Platform
import Testing

@Suite("File locks")
struct FileLockTests {
    @Test("a lock is held until it goes, and the refused one learns by whom")
    func exclusion() throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("lock")
        // A pid longer than ours from an earlier owner must not shine through.
        try FileSystem.write(Array("123456789012\n".utf8), to: path)
        do {
            let lock = try FileLock(path)
            let own = ProcessInfo.processInfo.processIdentifier
            let error = #expect(throws: FileLockError.self) { _ = try FileLock(path) }
            #expect(error == .held(path: path, holder: own))
            #expect(error?.description == "cannot lock \(path): held by process \(own)")
            _ = consume lock
        }
        _ = try FileLock(path)
    }

    @Test("a lock in a missing directory is refused with the reason")
    func missingDirectory() {
        let error = #expect(throws: FileLockError.self) { _ = try FileLock("/nowhere/lock") }
        #expect(error?.description == "cannot open lock /nowhere/lock: No such file or directory")
    }
}
