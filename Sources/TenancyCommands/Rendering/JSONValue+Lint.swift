// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import ManifestLint
internal import TenancyAPI

extension JSONValue {
    /// The findings as an object of the API's form.
    init(_ findings: [LintFinding]) {
        let values = findings.map { finding in
            JSONValue.members([
                "code": .string(finding.code.rawValue), "file": .string(finding.file), "fix": .string(finding.fix),
                "line": .number("\(finding.line)"), "object": finding.object.map(JSONValue.string) ?? .null,
                "reason": .string(finding.reason), "severity": .string(finding.code.severity.rawValue),
            ])
        }
        self = .members(["apiVersion": "tenancy/v1", "findings": .array(values), "kind": "LintReport"])
    }

    /// The findings as a log of SARIF 2.1.0.
    init(sarif findings: [LintFinding]) {
        let rules = LintCode.allCases.sorted().map { code in
            JSONValue.members([
                "id": .string(code.rawValue), "shortDescription": .members(["text": .string(code.summary)]),
            ])
        }
        let results = findings.map { finding in
            let text = [finding.object, finding.reason].compactMap { $0 }.joined(separator: ": ")
            let path = finding.file.split(separator: "/", omittingEmptySubsequences: false)
            let uri = path.map { Request.encoded(String($0)) }.joined(separator: "/")
            let location = JSONValue.members([
                "physicalLocation": .members([
                    "artifactLocation": .members(["uri": .string(uri)]),
                    "region": .members(["startLine": .number("\(finding.line)")]),
                ])
            ])
            return JSONValue.members([
                "level": .string(finding.code.severity.rawValue), "locations": .array([location]),
                "message": .members(["text": .string("\(text). Fix: \(finding.fix)")]),
                "ruleId": .string(finding.code.rawValue),
            ])
        }
        let driver = JSONValue.members([
            "name": "tenancyctl", "rules": .array(rules), "version": .string(APIVersion.program),
        ])
        self = .members([
            "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
            "runs": .array([.members(["results": .array(results), "tool": .members(["driver": driver])])]),
            "version": "2.1.0",
        ])
    }

    private static func members(_ members: KeyValuePairs<String, JSONValue>) -> JSONValue {
        .object(members.map { Member(key: $0.key, value: $0.value) })
    }
}

extension JSONValue: ExpressibleByStringLiteral {
    init(stringLiteral value: String) { self = .string(value) }
}
