// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Digest
import TenancyCore
import Testing

@testable import TenancyStore

@Suite("Digest")
struct DigestTests {
    @Test(
        "SHA-256 gives the digests of FIPS 180-2",
        arguments: [
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
            ),
        ])
    func sha256(text: String, digest: String) {
        #expect(SHA256.hex(Array(text.utf8)) == digest)
        #expect(Hexadecimal.text(SHA256.hash(Array(text.utf8))) == digest)
    }
}

@Suite("Stored JSON")
struct StoredJSONTests {
    @Test("steps are written as the encoder writes them, and read back the same")
    func steps() throws {
        let controls = String(String.UnicodeScalarView((0..<0x30).compactMap { Unicode.Scalar($0) }))
        let steps = [
            Plan.Step(.create, "tenant acme", "a \"quoted\" \\ path /é\u{2028}🌍\u{7F}"),
            Plan.Step(.release, controls), Plan.Step(.free, ""),
        ]
        for steps in [steps, [], [steps[1]]] {
            let text = StoredJSON.text(steps)
            #expect(text == (try StoredJSON.encoded(steps)))
            #expect(try StoredJSON.value([Plan.Step].self, text, of: "a test") == steps)
        }
    }

    @Test("labels and specs are written as the encoder writes them, and read back the same")
    func specs() throws {
        for labels in [[:], ["tier": "gold", "a": ""]] {
            #expect(try StoredJSON.text(labels) == StoredJSON.encoded(labels))
        }
        let peer = try IPAddress(parsing: "2001:db8::1")
        var extras = NetworkExtras()
        extras.group = "a/b"
        for bgp in [nil, NetworkSpec.BGP(asn: 4_200_000_000, peer: peer)] {
            for uplink in [nil, try InterfaceName("eno1.\\\"x")] {
                for names in [[], ["a"], ["a", "b-c"]] {
                    for extras in [NetworkExtras(), extras] {
                        var spec = NetworkSpec(
                            connectivity: .hostVRF, generation: 7, namespaces: try names.map(NamespaceName.init),
                            uplinkParent: uplink, gateways: names.map { _ in peer }, announcement: .bgp, bgp: bgp)
                        spec.extras = extras
                        let text = try StoredJSON.text(spec)
                        #expect(text == (try StoredJSON.encoded(spec)))
                        #expect(try StoredJSON.value(NetworkSpec.self, text, of: "a test") == spec)
                    }
                }
            }
        }
        // As the first versions wrote it.
        let old = #"{"announcement":"l2","connectivity":"egress-ip","gateways":[],"generation":1,"namespaces":["a"]}"#
        let spec = try StoredJSON.value(NetworkSpec.self, old, of: "a test")
        #expect(spec.extras == NetworkExtras() && spec.namespaces.count == 1)
    }
}
