// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import CommandLineKit
internal import TenancyAPI

extension RowObject {
    /// Such as `update extent pool=1 first=203.0.113.4: state free -> allocated`.
    var line: String {
        let keys = columns.filter(\.key).map { "\($0.name)=\(($0.new ?? $0.old ?? "null"))" }
        let others = columns.filter { !$0.key }.compactMap { column -> String? in
            switch operation {
            case "update": "\(column.name) \(column.old ?? "null") -> \(column.new ?? "null")"
            default: (column.new ?? column.old).map { "\(column.name)=\($0)" }
            }
        }
        let head = "\(operation) \(table) \(keys.joined(separator: " "))"
        return (others.isEmpty ? head : head + ": " + others.joined(separator: ", ")).printable
    }
}

extension DeliveryObject {
    /// Such as `manifests acme at 2026-11-20T20:00:02Z, commit 0123456789ab`; a later revision may have been carried out in the place of this one.
    func line(of revision: Int64) -> String {
        guard let at else { return "\(target) \(object) not yet" }
        let later = applied.flatMap { $0 > revision ? ", together with revision \($0)" : nil } ?? ""
        return "\(target) \(object) at \(at)" + later + (commit.map { ", commit \($0.prefix(12))" } ?? "")
    }
}

extension Session {
    /// What a step did, in one line.
    func line(_ step: ChangeObject.Step) -> String {
        "\(step.verb) \(step.object)" + (step.detail.isEmpty ? "" : ", \(step.detail)")
    }
}
