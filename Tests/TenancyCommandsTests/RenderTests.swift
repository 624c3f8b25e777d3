// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@Suite("Manifests that are not published")
struct RenderTests {
    private static let answer = """
        {"apiVersion":"tenancy/v1","files":[{"content":"kind: Namespace\\n","path":"tenants/acme/00-namespace-acme.yaml"},\
        {"content":"kind: Kustomization\\n","path":"tenants/acme/kustomization.yaml"},\
        {"content":"{}\\n","path":"tenants/acme/tenant.json"}],"kind":"Manifests","revision":7}
        """
    private let folder = FileManager.default.temporaryDirectory.appending(path: "tenancy-render-\(UUID())").path

    @Test("the objects are one stream that a cluster takes")
    func stream() {
        let run = tenancyctl("manifests render --tenant acme", answers: [.reply(200, Self.answer)])
        #expect(run.requests == ["GET /v1/manifests?tenant=acme"])
        #expect(run.output == "---\n# tenants/acme/00-namespace-acme.yaml\nkind: Namespace\n" && run.exitCode == 0)
        let names = tenancyctl("manifests render -o name", answers: [.reply(200, Self.answer)])
        #expect(names.output.hasPrefix("manifest/tenants/acme/00-namespace-acme.yaml\n"))
    }

    @Test("the whole tree goes to a new folder, and nothing is replaced")
    func tree() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let run = tenancyctl("manifests render --to \(folder)", answers: [.reply(200, Self.answer)])
        #expect(run.output == "revision 7: 3 files in \(folder)\n")
        let text = try String(contentsOfFile: "\(folder)/tenants/acme/tenant.json", encoding: .utf8)
        #expect(text == "{}\n")
        let again = tenancyctl("manifests render --to \(folder)", answers: [.reply(200, Self.answer)])
        #expect(again.exitCode == 64 && again.errors.contains("it exists"))
    }
}
