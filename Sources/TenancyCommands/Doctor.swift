// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import CommandLineKit
internal import TenancyAPI

enum Doctor: Subcommand {
    static let declaration = Command(
        "doctor", "Check the daemon, the plan and what they need",
        discussion: """
            Proves the plan whole as at the daemon's start, and looks at writing, the write-ahead log, the disk, the \
            groups, Git, the host (sysctls, network managers, capabilities, modules, the clock), what others have in \
            the kernel, and the cluster with its components. The exit code is 1 when a check has failed; a warning \
            alone is 0.
            """,
        examples: [
            Example("At a glance", "tenancyctl doctor"),
            Example("What has failed, for a monitor", "tenancyctl doctor -o json"),
        ])

    static func run(_ session: Session) throws {
        let answer = try session.get(DoctorObject.self, ["doctor"], timeout: .seconds(600))
        try session.print(answer) { doctor in
            doctor.checks.map { "\($0.name)/\($0.result)" }
        } table: { doctor in
            session.table(
                ["check", "result", "evidence"],
                doctor.checks.map { check in
                    [check.name, check.result, check.evidence + (check.remedy.map { "; hint: \($0)" } ?? "")]
                })
        }
        let failed = answer.object.checks.filter { $0.result == "failed" }.map(\.name)
        if !failed.isEmpty {
            throw Failure(
                ExitCode.failure, code: "doctor.failed", "\(failed.joined(separator: ", ")) failed", hint: nil)
        }
    }
}
