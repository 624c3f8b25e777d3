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
            #expect(text == (try StoredJSON.text(AnyEncodable(steps))))
            #expect(try StoredJSON.value([Plan.Step].self, text, of: "a test") == steps)
        }
    }

    /// Hides the type, so that the encoder is used.
    private struct AnyEncodable: Encodable {
        let steps: [Plan.Step]
        init(_ steps: [Plan.Step]) { self.steps = steps }
        func encode(to encoder: any Encoder) throws { try steps.encode(to: encoder) }
    }
}
