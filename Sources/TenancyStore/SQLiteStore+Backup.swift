// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import Platform
internal import SQLite
package import TenancyCore

extension SQLiteStore {
    /// Copies the plan beside itself, by a connection of its own that only reads: commands and queries go on meanwhile.
    package func backup() async throws -> StoredCopy { try await backup(fault: nil) }

    func backup(fault: Fault?) async throws -> StoredCopy {
        let copy = "\(path).backup.\(UInt64.random(in: .min ... .max))"
        do {
            let source = Database(try Connection(path: path, access: .readOnly, fault: fault))
            let revision = try await source.use { [path] in try Self.copy($0, of: path, to: copy, fault: fault) }
            return StoredCopy(path: copy, revision: revision) { try? FileSystem.remove(copy) }
        } catch {
            try? FileSystem.remove(copy)
            throw Self.answer(error, copyOf: path, at: copy)
        }
    }

    package func obstacle() -> WriteObstacle? { writer.health.obstacle }

    /// Copies a database into a file that only this user may read, proves the copy whole and puts it on the disk.
    ///
    /// - Returns: the revision that the copy stands at.
    static func copy(_ source: Connection, of path: String, to copy: String, fault: Fault? = nil) throws -> Int64 {
        try FileSystem.create(copy, mode: 0o600)
        try source.run("VACUUM INTO ?1", .text(copy))
        // VACUUM INTO does not flush what it wrote.
        try FileSystem.synchronize(copy)
        try FileSystem.synchronize(FileSystem.directory(of: copy))
        let proof = try Connection(path: copy, access: .readOnly, fault: fault)
        try Integrity(connection: proof, path: path).check()
        return try Journal(connection: proof).head().revision
    }

    /// The answer for an error of a copy. A disk without room for it is no obstacle to writing the plan.
    static func answer(_ error: any Error, copyOf path: String, at copy: String) -> TenancyError {
        switch error {
        case let error as SQLiteError where error.code.primary == .full:
            TenancyError(
                .storeUnavailable, "cannot copy the plan \(path): there is no room for the copy",
                hint: "df -h \(FileSystem.directory(of: path))", cause: error.description)
        case let error as SystemError:
            TenancyError(.storeUnavailable, "cannot copy the plan \(path)", cause: "\(error)")
        default: TenancyError(error, plan: path)
        }
    }
}
