// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@Suite struct ExchangeTests {
    private let file = FileManager.default.temporaryDirectory.appending(path: "tenancy-exchange-\(UUID())").path

    @Test("an export goes to standard output, or into a new file")
    func export() throws {
        defer { try? FileManager.default.removeItem(atPath: file) }
        let shown = tenancyctl("export --format csv-pools", answers: [.reply(200, "name,kind\r\n")])
        #expect(shown.requests == ["GET /v1/export?format=csv-pools"] && shown.output == "name,kind\r\n")
        let written = tenancyctl("export \(file)", answers: [.reply(200, "{}")])
        #expect(written.requests == ["GET /v1/export?format=json"])
        #expect(written.output == "\(file) has 2 bytes\n")
        #expect(try String(contentsOfFile: file, encoding: .utf8) == "{}")
        let refused = tenancyctl("export", answers: [.problem(503, "store.unavailable", "no disk")])
        #expect(refused.exitCode == 1 && refused.errors == "error: no disk\n" && refused.output.isEmpty)
    }

    @Test("an import names each refused row, and fails unless the others were wanted")
    func importing() throws {
        defer { try? FileManager.default.removeItem(atPath: file) }
        try "Prefix\n".write(toFile: file, atomically: true, encoding: .utf8)
        func answer(stored: Bool) -> String {
            """
            {"apiVersion":"tenancy/v1","dryRun":false,"imported":1,"kind":"Import","refused":[{"line":7,"reason":"no"}],\
            "revision":4,"rows":3,"steps":[],"stored":\(stored),"unchanged":1}
            """
        }
        let all = tenancyctl(
            "import --format netbox --reason 'a b' \(file)", answers: [.reply(200, answer(stored: false))])
        #expect(all.requests == ["POST /v1/import?format=netbox\nTenancy-Reason: a%20b\nPrefix\n"])
        #expect(all.output == "line 7: no\n3 rows: 1 importable, 1 unchanged, 1 refused; nothing is stored\n")
        #expect(all.exitCode == 1)
        #expect(all.errors.hasPrefix("error: 1 of 3 rows are refused\nhint: correct them, or add --partial"))
        let partial = tenancyctl(
            "import --format netbox --partial --if-revision 3 \(file)", answers: [.reply(201, answer(stored: true))])
        #expect(partial.requests[0].hasPrefix("POST /v1/import?format=netbox&partial=true\nIf-Match: \"3\"\n"))
        #expect(partial.exitCode == 0 && partial.output.hasSuffix("1 refused; revision 4\n"))
        let missing = tenancyctl("import /nowhere/at/all")
        #expect(
            missing.exitCode == 1 && missing.requests.isEmpty && missing.errors.contains("cannot read /nowhere/at/all"))
    }
}
