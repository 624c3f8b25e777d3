// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import TenancyCore
import Testing

@testable import TenancyGit

@Suite("What must not change")
struct GuardTests {
    @Test("a file whose fixed part differs from what is published stops the publication", arguments: [true, false])
    func fixed(withMemory: Bool) async throws {
        let workshop = try Workshop()
        func publisher() throws -> GitPublisher {
            try GitPublisher(
                GitSettings(repository: workshop.local),
                guardian: FileGuard(
                    concerns: { $0.hasSuffix("fixed.yaml") },
                    objection: { _, old, new in old.first == new.first ? nil : "first letter" }),
                pause: { _ in })
        }
        let first = try publisher()
        let report = try await first.publish(
            ManifestTree(["fixed.yaml": "a1\n", "free.yaml": "a\n"]), message: .revision(1))
        let next = withMemory ? first : try publisher()
        _ = try await next.publish(ManifestTree(["fixed.yaml": "a2\n", "free.yaml": "b\n"]), message: .revision(2))
        let error = await #expect(throws: TenancyError.self) {
            try await next.publish(ManifestTree(["fixed.yaml": "b2\n", "free.yaml": "c\n"]), message: .revision(3))
        }
        #expect(
            error?.code == .gitFixed
                && error?.message.contains("fixed.yaml is published with another first letter") == true)
        #expect(try workshop.files(in: workshop.local) == ["fixed.yaml": "a2\n", "free.yaml": "b\n"])
        // It may go and come back: that is another object.
        _ = try await next.publish(ManifestTree(["free.yaml": "c\n"]), message: .revision(4))
        let back = try await next.publish(
            ManifestTree(["fixed.yaml": "b\n", "free.yaml": "c\n"]), message: .revision(5))
        #expect(back.changed == ["fixed.yaml"] && back.commit != report.commit)
    }
}
