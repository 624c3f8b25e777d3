// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import CommandLineKit
internal import TenancyAPI

enum Drift: Subcommand {
    private static let exitCode = Option<Bool>.flag("exit-code", "end with 1 when there is a difference")

    static let declaration = Command(
        "drift", "Show how the kernel, the manifests and the cluster differ from the plan",
        discussion: """
            Reads the kernel, the branch of the manifests and the cluster, and changes nothing. What the plan is right \
            about, the daemon repairs in the kernel within a second, and Argo CD or Flux in the cluster; a \
            difference that nobody is right about stays until somebody looks at it. What was repaired stands in \
            'tenancyctl status'.
            """,
        options: [OptionGroup("Options", exitCode)],
        examples: [
            Example("At a glance", "tenancyctl drift"),
            Example("For a monitor", "tenancyctl drift --exit-code -o name"),
        ])

    static func run(_ session: Session) throws {
        let answer = try session.get(DriftObject.self, ["drift"])
        try session.print(answer) { drift in
            drift.items.map { "\($0.target)/\($0.object)" }
        } table: { drift in
            guard !drift.items.isEmpty else { return "nothing differs from revision \(drift.revision)\n" }
            return session.table(
                ["target", "object", "right", "difference"],
                drift.items.map { item in
                    let repair = item.repair.map { "; repair: \($0)" } ?? ""
                    return [item.target, item.object, item.right, item.difference + repair]
                })
        }
        let count = answer.object.items.count
        if count > 0, session.match[exitCode] {
            throw Failure(
                ExitCode.failure, code: "drift.found",
                "the plan is not what there is in \(count) \(count == 1 ? "point" : "points")", hint: nil)
        }
    }
}
