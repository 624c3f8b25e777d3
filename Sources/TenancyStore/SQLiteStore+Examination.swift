// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import Platform
internal import SQLite
package import TenancyCore

extension SQLiteStore {
    /// A write-ahead log above this is an alarm: a reader that does not end keeps it from being folded back.
    private static let logAlarm: Int64 = 64 << 20

    package func examine() async -> [Finding] {
        [writing(), log(), disk(), Self.library()] + (await proofs())
    }

    private func writing() -> Finding {
        guard let obstacle = writer.health.obstacle else {
            return Finding("writing", .ok, "no write was refused by the disk")
        }
        let evidence =
            obstacle.isLasting
            ? "nothing is written any more, reading goes on: \(obstacle.error)"
            : "the last write was refused, reading goes on, the next write is tried: \(obstacle.error)"
        return Finding("writing", .failed, evidence, remedy: obstacle.error.hint)
    }

    private func log() -> Finding {
        let size = FileSystem.size(of: "\(path)-wal") ?? 0
        guard size > Self.logAlarm else { return Finding("log", .ok, "the write-ahead log has \(size) bytes") }
        return Finding(
            "log", .warning, "the write-ahead log has \(size) bytes, more than \(Self.logAlarm)",
            remedy: "unless one change was as large, a reader does not end: restart the daemon")
    }

    private func disk() -> Finding {
        let folder = FileSystem.directory(of: path)
        do throws(SystemError) {
            let space = try FileSystem.space(at: folder)
            let plan = (FileSystem.size(of: path) ?? 0) + (FileSystem.size(of: "\(path)-wal") ?? 0)
            let evidence = "\(space.available) of \(space.total) bytes are left at \(folder), the plan has \(plan)"
            // A backup needs the plan's size again; below a megabyte a single command may not fit.
            let result: Finding.Result =
                space.available < 1 << 20 ? .failed : space.available < max(2 * plan, 64 << 20) ? .warning : .ok
            return Finding("disk", result, evidence, remedy: result == .ok ? nil : "make room: df -h \(folder)")
        } catch {
            return Finding("disk", .failed, "\(error)", remedy: "ls -ld \(folder)")
        }
    }

    private static func library() -> Finding {
        let race = LibraryVersion.number < 3_051_003
        return Finding(
            "sqlite", .ok,
            "version \(LibraryVersion.text)"
                + (race ? ", which needs one connection that writes and checkpoints, as this daemon has" : ""))
    }

    /// Everything that the start proves, by a connection of its own, on one state of the plan.
    private func proofs() async -> [Finding] {
        do {
            let database = Database(try Connection(path: path, access: .readOnly))
            return try await database.use { [path] connection in
                try connection.snapshot {
                    let evidence = try Self.size(connection)
                    return Integrity(connection: connection, path: path).proofs.map { name, proof in
                        Self.finding(name, evidence[name] ?? "", path: path, proof)
                    }
                }
            }
        } catch {
            return [
                Finding(
                    "file", .failed, TenancyError(error, plan: path).description, remedy: TenancyError.restoreHint(path)
                )
            ]
        }
    }

    private static func finding(
        _ name: String, _ evidence: String, path: String, _ proof: () throws -> String?
    ) -> Finding {
        do {
            guard let flaw = try proof() else { return Finding(name, .ok, evidence) }
            return Finding(name, .failed, flaw, remedy: TenancyError.restoreHint(path))
        } catch {
            return Finding(
                name, .failed, TenancyError(error, plan: path).description, remedy: TenancyError.restoreHint(path))
        }
    }

    /// What each proof reads, in numbers.
    private static func size(_ connection: Connection) throws -> [String: String] {
        func count(_ sql: StaticString) throws -> Int64 {
            var rows = try connection.query(sql)
            return try rows.next() ? rows.integer(0) : 0
        }
        let pools = try count("SELECT count(*) FROM pool")
        let allocations = try count("SELECT count(*) FROM allocation")
        let extents = try count("SELECT count(*) FROM extent")
        let entries = try count("SELECT count(*) FROM journal")
        return [
            "file": "pages and indexes are whole", "references": "every reference has its row",
            "tiling": "\(extents) extents tile \(pools) pools, whose usage is their sum",
            "holders": "\(allocations) allocations have their extents",
            "overlaps": "\(allocations) allocations do not overlap in their scopes",
            "children":
                "\(try count("SELECT count(*) FROM pool WHERE parent IS NOT NULL")) child pools have their tiles",
            "quotas": "\(try count("SELECT count(*) FROM quota")) quotas count what their tenants have",
            "leaks": "\(try count("SELECT count(*) FROM leak")) leaks, of addresses that are their networks' own",
            "tenures": "\(try count("SELECT count(*) FROM tenure")) tenures, the open ones are the allocations",
            "journal": "\(entries) entries follow from each other by their hashes",
        ]
    }
}
