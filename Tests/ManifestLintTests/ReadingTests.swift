// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import ManifestLint
import Testing

@Suite("Reading files of others")
struct ReadingTests {
    @Test("anchors, aliases, merge keys, flow style and lists are read")
    func styles() {
        expectFindings(
            """
            # A comment, and then a list in flow style
            common: &common {namespace: metallb-system}
            ---
            apiVersion: v1
            kind: List
            items:
            - apiVersion: metallb.io/v1beta1
              kind: IPAddressPool
              metadata: &m {name: a, namespace: metallb-system}
              spec: &spec {addresses: [192.0.2.1/32], serviceAllocation: {namespaces: [a]}}
            - {apiVersion: metallb.io/v1beta1, kind: L2Advertisement, metadata: *m, spec: {ipAddressPools: [a], interfaces: [x]}}
            - apiVersion: metallb.io/v1beta1
              kind: IPAddressPool
              metadata: {<<: *m, name: b}  # <- pool-not-announced
              spec:
                <<: *spec
                addresses: [192.0.2.1/32]  # <- pool-overlap
            """)
    }

    @Test("what is not YAML is a finding, and what stands before it is read")
    func syntax() {
        expectFindings([
            "a.yaml": """
            apiVersion: v1
            kind: Namespace
            metadata: {name: a, labels: {k8s.ovn.org/primary-user-defined-network: ""}}  # <- namespace-without-network
            ---
            kind: [a
            b: c  # <- yaml-syntax
            """,
            "b.yaml": "a: 1\na: 2  # <- yaml-duplicate-key\n",
            "c.yaml": "name: {{ .Values.name }}  # <- yaml-syntax\n",
            "d.yaml": "a: *b  # <- yaml-syntax\n",
            "e.json": #"{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "x"}}"#,
            "f.yaml": "",
        ])
    }

    @Test("one object in two files is a finding, a patch of it is none")
    func duplicates() {
        let object = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: b}"
        expectFindings(["a.yaml": object, "b.yaml": object + "  # <- duplicate-object"])
        let base = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [../base/a.yaml]\n"
        expectFindings([
            "base/a.yaml": object, "top/patch.yaml": object,
            "top/kustomization.yaml": base + "patches: [{path: patch.yaml}]",
        ])
    }

    @Test("no text makes it crash", arguments: 0..<64)
    func damaged(seed: UInt64) {
        var generator = Generator(state: seed &* 0x9e37_79b9_7f4a_7c15 | 1)
        let text = """
            apiVersion: metallb.io/v1beta1
            kind: IPAddressPool
            metadata: &a {name: a, namespace: [b]}
            spec: {addresses: [192.0.2.1/32, 1-2, fd00::/64, *a], serviceAllocation: {namespaces: {}}}
            ---
            {apiVersion: k8s.ovn.org/v1, kind: EgressIP, metadata: , spec: {egressIPs: 5, namespaceSelector: [1]}}
            ---
            {apiVersion: kustomize.config.k8s.io/v1beta1, kind: Kustomization, resources: ["/", "", .., ./a, {a: b}]}
            """
        var bytes = Array(text.utf8)
        for _ in 0..<(seed % 9) {
            let index = Int.random(in: bytes.indices, using: &generator)
            bytes[index] = UInt8.random(in: 0...127, using: &generator)
            if Bool.random(using: &generator) { bytes.remove(at: Int.random(in: bytes.indices, using: &generator)) }
        }
        let files = [LintSource(path: "a.yaml", bytes: bytes)]
        #expect(ManifestLinter.findings(in: files) == ManifestLinter.findings(in: files))
    }

    @Test("the page on lint names every code and what it means")
    func page() throws {
        let page = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../docs/lint.md")
        let text = try String(contentsOf: page, encoding: .utf8)
        for code in LintCode.allCases {
            #expect(text.contains("| `\(code.rawValue)` | \(code.summary) | \(code.rules.joined(separator: ", ")) |\n"))
        }
        #expect(Set(LintCode.allCases.map(\.summary)).count == LintCode.allCases.count)
    }

    private struct Generator: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return state
        }
    }
}
