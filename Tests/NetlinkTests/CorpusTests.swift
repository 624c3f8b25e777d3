// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import Netlink

/// What the fuzzer has found worth keeping is read by each run of the tests; `.ci/fuzz` looks for more.
@Suite("Reading what no kernel would send")
struct CorpusTests {
    @Test("every input of the corpus is read to its end")
    func corpus() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../Fuzz/Corpus/netlink").standardized
        let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        #expect(files.count > 40)
        var understood = 0
        for file in files {
            let bytes = [UInt8](try Data(contentsOf: file))
            let span = unsafe bytes.span.bytes
            var offset = 0
            while let header = span.message(at: offset) {
                #expect(header.end > offset)
                offset = header.end
                if NetworkEvent(span, header) != nil { understood += 1 }
                if let error = span.error(header, request: "read") { #expect(error.errno > 0) }
            }
        }
        #expect(understood > 20)
    }

    @Test("a text without end is cut, so that it can be written again")
    func text() {
        let bytes = [UInt8](repeating: UInt8(ascii: "x"), count: 60_000)
        let text = unsafe bytes.span.bytes.text(in: 0..<bytes.count)
        #expect(text.utf8.count == 1024)
    }
}
