// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import SQLite
import Testing

@Suite("Exclusive lock")
struct ExclusiveLockTests {
    private func failure(_ path: String) -> ExclusiveLock.Failure? {
        do throws(ExclusiveLock.Failure) {
            _ = try ExclusiveLock(path: path)
            return nil
        } catch {
            return error
        }
    }

    @Test("a second holder is refused and told who holds it, until the first lets go")
    func held() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("lock")
        func holding() throws {
            let lock = try ExclusiveLock(path: path)
            let refused = failure(path)
            #expect(refused == .held(path: path, process: Int(ProcessInfo.processInfo.processIdentifier)))
            _ = consume lock
        }
        try holding()
        #expect(failure(path) == nil)
    }

    @Test("a folder that is not there is named")
    func missing() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("none/lock")
        #expect(failure(path)?.description == "cannot lock \(path): No such file or directory")
    }
}
