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
            if let store = status.store {
                fields.add("Store", store.state)
                fields.add("", ifAny: store.error)
                fields.add("", ifAny: store.hint.map { "hint: \($0)" })
            }
            for executor in status.executors { add(executor, to: &fields, session.match[GlobalOptions.verbose]) }
            return fields.rendered() + (status.items.isEmpty ? "" : "\n" + session.table(status.items))
        }
    }

    private static func add(_ executor: StatusObject.Executor, to fields: inout Fields, _ isVerbose: Bool) {
        let round = [
            executor.revision.map { "revision \($0), \(executor.writes) writes" } ?? "nothing done yet",
            executor.at.map { "last round \($0.inSeconds)" }, executor.commit.map { "commit \($0.prefix(12))" },
        ]
        let title = executor.target.prefix(1).uppercased() + executor.target.dropFirst()
        fields.add(title, round.compactMap { $0 }.joined(separator: ", "))
        if let repairs = executor.repairs, repairs > 0 {
            fields.add("", "\(repairs) repairs" + (executor.lastRepair.map { ", the last \($0.inSeconds)" } ?? ""))
        }
        fields.add("", ifAny: executor.notice.map { "notice: \($0)" })
        fields.add("", ifAny: executor.error.map { "failed: \($0)" })
        fields.add("", ifAny: executor.hint.map { "hint: \($0)" })
        if isVerbose { for line in executor.lastChanges { fields.add("", line) } }
    }
}
