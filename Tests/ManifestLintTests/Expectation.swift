// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import ManifestLint
import Testing

/// Lints files whose lines say in a comment which findings they have, `# <- code code`, and expects these and no others.
func expectFindings(_ files: [String: String], _ adjust: (inout LintSettings) -> Void = { _ in }) {
    var expected: [String] = []
    for (path, text) in files {
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            guard let mark = line.firstRange(of: "# <- ") else { continue }
            expected += line[mark.upperBound...].split(separator: " ").map { "\(path):\(index + 1) \($0)" }
        }
    }
    var settings = LintSettings()
    adjust(&settings)
    let findings = ManifestLinter.findings(in: sources(files), settings: settings)
    let found = findings.map { "\($0.file):\($0.line) \($0.code.rawValue)" }
    #expect(found.sorted() == expected.sorted(), "\(findings)")
    for finding in findings {
        #expect(!finding.reason.isEmpty && !finding.reason.hasSuffix(".") && !finding.fix.isEmpty, "\(finding)")
    }
}

/// Lints one file.
func expectFindings(_ text: String, _ adjust: (inout LintSettings) -> Void = { _ in }) {
    expectFindings(["file.yaml": text], adjust)
}

func sources(_ files: [String: String]) -> [LintSource] {
    files.map { LintSource(path: $0.key, bytes: Array($0.value.utf8)) }
}
