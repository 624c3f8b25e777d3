// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@Suite final class KeepTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "tenancy-keep-\(UUID())").path

    init() throws { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    @Test("a backup goes into a new file that only its owner can read, and replaces none")
    func backup() throws {
        let file = "\(folder)/copy.db"
        let run = tenancyctl("backup \(file)", answers: [.reply(200, "the plan")])
        #expect(run.exitCode == 0 && run.errors.isEmpty)
        #expect(run.requests == ["GET /v1/backup"])
        #expect(run.output == "\(file) holds the plan, 8 bytes\n")
        #expect(try String(contentsOfFile: file, encoding: .utf8) == "the plan")
        let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
        #expect(mode == 0o600)

        let again = tenancyctl("backup \(file)", answers: [.reply(200, "another")])
        #expect(again.exitCode == 1 && again.requests.isEmpty)
        #expect(
            again.errors == "error: cannot create \(file): File exists\nhint: ls -ld \(file)\n",
            "\(again.errors)")

        let refused = tenancyctl(
            "backup \(folder)/other", answers: [.problem(503, "store.unavailable", "cannot copy the plan")])
        #expect(refused.exitCode == 1 && refused.errors == "error: cannot copy the plan\n")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["copy.db"])
    }

    private static func doctor(_ result: String) -> String {
        """
        {"apiVersion":"tenancy/v1","checks":[{"evidence":"8 entries","name":"journal","result":"ok"},\
        {"evidence":"no room","name":"disk","remedy":"df -h /","result":"\(result)"}],"kind":"Doctor",\
        "result":"\(result)","version":"0.1.0"}
        """
    }

    @Test("doctor shows each check with its evidence, and fails when one does")
    func doctor() {
        let failed = tenancyctl("doctor", answers: [.reply(200, Self.doctor("failed"))])
        #expect(failed.requests == ["GET /v1/doctor"])
        #expect(
            failed.output == """
                CHECK    RESULT  EVIDENCE
                journal  ok      8 entries
                disk     failed  no room; hint: df -h /

                """)
        #expect(failed.exitCode == 1 && failed.errors == "error: disk failed\n")
        let warned = tenancyctl("doctor -o name", answers: [.reply(200, Self.doctor("warning"))])
        #expect(warned.exitCode == 0 && warned.output == "journal/ok\ndisk/warning\n")
        let json = tenancyctl("doctor -o json", answers: [.reply(200, Self.doctor("failed"))])
        #expect(json.exitCode == 1 && json.output.contains(#""result": "failed""#))
    }

    @Test("status says when the plan cannot be changed, and why")
    func status() {
        let status = """
            {"apiVersion":"tenancy/v1","executors":[],"items":[],"kind":"Status","revision":7,"store":\
            {"error":"cannot write the plan","hint":"df -h /var","state":"refusing"},"tenants":1,"version":"0.1.0"}
            """
        let run = tenancyctl("status", answers: [.reply(200, status)])
        #expect(run.output.contains("refusing") && run.output.contains("hint: df -h /var"))
    }
}
