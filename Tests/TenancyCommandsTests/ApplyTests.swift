// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
@testable import TenancyClient
import TenancyCommands
import Testing

@Suite final class ApplyTests {
    private var written: [String] = []

    deinit { for file in written { try? FileManager.default.removeItem(atPath: file) } }

    private func file(_ text: String) throws -> String {
        let path = FileManager.default.temporaryDirectory.appending(path: "tenancyctl-\(UUID()).yaml").path
        try Data(text.utf8).write(to: URL(filePath: path))
        written.append(path)
        return path
    }

    private static let answer = Answers.change(
        revision: 9, object: #","results":[{"kind":"Tenant","name":"acme","result":"changed"}]"#)

    @Test("all documents of the files go in one request, and each has its result")
    func apply() throws {
        let first = try file(
            "kind: Tenant\nmetadata: {name: acme}\nspec: {vlan: \"100\", publicIPs: 2}\n---\nkind: Pool\n")
        let second = try file(#"{"kind": "List", "items": [{"kind": "Pool", "ok": true}, {"kind": "Tenant"}]}"#)
        let run = tenancyctl(
            "apply -f \(first) -f \(second) --prune --label tier=gold", answers: [.reply(200, Self.answer)])
        #expect(run.exitCode == 0 && run.output == "tenant/acme changed\nrevision 9\n", "\(run.errors)")
        let body = run.requests[0].replacing(" ", with: "").replacing("\n", with: "")
        #expect(body.hasPrefix("POST/v1/apply?prune=tier%3Dgold"))
        #expect(
            body.hasSuffix(
                #"{"apiVersion":"tenancy/v1","items":[{"kind":"Tenant","metadata":{"name":"acme"},"spec":{"publicIPs":2,"#
                    + #""vlan":"100"}},{"kind":"Pool"},{"kind":"Pool","ok":true},{"kind":"Tenant"}],"kind":"List"}"#),
            "\(body)")
    }

    @Test("diff is a dry run that ends with 2 when there is a difference")
    func diff() throws {
        let path = try file("kind: Tenant\n")
        let dry = Self.answer.replacing(#""dryRun":false"#, with: #""dryRun":true"#)
        let different = tenancyctl("diff -f \(path)", answers: [.reply(200, dry)])
        #expect(different.exitCode == 2 && different.errors.isEmpty)
        #expect(different.output == "dry run at revision 9, nothing is stored\ntenant/acme changed\n")
        #expect(different.requests[0].hasPrefix("POST /v1/apply?dryRun=true\n"))
        let same = tenancyctl("diff -f \(path)", answers: [.reply(200, dry.replacing("changed", with: "unchanged"))])
        #expect(same.exitCode == 0 && same.output == "tenant/acme unchanged\n")
    }

    @Test("what is wrong with a file is said before anything is asked")
    func files() throws {
        let broken = tenancyctl("apply -f \(try file("a: [\n"))")
        #expect(broken.exitCode == 1 && broken.errors.contains("line ") && broken.requests.isEmpty)
        #expect(tenancyctl("apply -f /nowhere/at-all").exitCode == 1)
        #expect(tenancyctl("apply").exitCode == 64)
        #expect(tenancyctl("apply -f x --prune").exitCode == 64)
        #expect(tenancyctl("apply -f x --label a=b").exitCode == 64)
    }
}
