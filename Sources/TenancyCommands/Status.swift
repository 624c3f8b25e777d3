// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import CommandLineKit
internal import TenancyAPI

enum Status: Subcommand {
    static let declaration = Command(
        "status", "Show how the daemon, the kernel and the manifests are",
        examples: [Example("At a glance", "tenancyctl status")])

    static func run(_ session: Session) throws {
        let answer = try session.get(StatusObject.self, ["status"])
        try session.print(answer) { status in
            ["revision/\(status.revision)"]
        } table: { status in
            var fields = Fields()
            fields.add("Version", status.version)
            fields.add("Revision", String(status.revision))
            fields.add("Tenants", String(status.tenants))
            fields.add("State", status.state)
            for executor in status.executors { add(executor, to: &fields) }
            return fields.rendered() + (status.items.isEmpty ? "" : "\n" + session.table(status.items))
        }
    }

    private static func add(_ executor: StatusObject.Executor, to fields: inout Fields) {
        let title = executor.target.prefix(1).uppercased() + executor.target.dropFirst()
        let revision = executor.revision.map { "at revision \($0)" } ?? "nothing done yet"
        let time = executor.at.map { " since \($0)" } ?? ""
        let commit = executor.commit.map { ", commit \($0.prefix(12))" } ?? ""
        fields.add(title, "\(revision)\(time), \(executor.writes) written\(commit)")
        fields.add("", ifAny: executor.error.map { "failed: \($0)" })
        fields.add("", ifAny: executor.hint.map { "hint: \($0)" })
    }
}
