// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Platform
import Synchronization
import Testing

@Suite("Log lines")
struct LoggerTests {
    private final class Lines: Sendable {
        private let lines = Mutex<[String]>([])

        func logger(_ level: LogLevel = .debug, _ format: LogFormat = .journal) -> Logger {
            Logger(level: level, format: format) { line in self.lines.withLock { $0.append(line) } }
        }

        var all: [String] { lines.withLock { $0 } }
    }

    @Test("a level is a priority journald knows, and lines below the logger's are not written")
    func levels() {
        let lines = Lines()
        for logger in [lines.logger(.debug), lines.logger(.warning)] {
            logger.debug("a")
            logger.info("b")
            logger.notice("c")
            logger.warning("d")
            logger.error("e")
        }
        #expect(lines.all == ["<7>a\n", "<6>b\n", "<5>c\n", "<4>d\n", "<3>e\n", "<4>d\n", "<3>e\n"])
    }

    @Test("metadata keeps its order, the logger's before the line's")
    func metadata() {
        let lines = Lines()
        lines.logger().with(["tenant": "acme"]).with(["revision": 7]).info("applied", ["z.z": true, "a.a": "x"])
        #expect(lines.all == ["<6>applied tenant=acme revision=7 z.z=true a.a=x\n"])
    }

    @Test("metadata of a line that is not written is not evaluated")
    func laziness() {
        func unwanted() -> String {
            Issue.record("evaluated")
            return ""
        }
        Lines().logger(.info).debug("a", ["key": unwanted()])
    }

    @Test(
        "a value never breaks its line, nor another value",
        arguments: [
            ("plain", "plain"), ("/a:b,c", "/a:b,c"), ("", "\"\""), ("a b", "\"a b\""), ("k=v", "\"k=v\""),
            ("say \"hi\"", "\"say \\\"hi\\\"\""), ("a\\b", "\"a\\\\b\""), ("a\nb", "a\\nb"),
            ("a b\r\n<3>fake", "\"a b\\r\\n<3>fake\""), ("\u{1B}[31m", "\\u{1b}[31m"),
            ("\u{85}\u{2028}", "\\u{85}\\u{2028}"),
            ("a\u{202E}b", "a\\u{202e}b"), ("grün", "grün"),
        ])
    func escaping(value: String, expected: String) {
        let lines = Lines()
        lines.logger().info("message", ["key": value])
        #expect(lines.all == ["<6>message key=\(expected)\n"])
    }

    @Test("a person sees time, level and message; colour only when asked for")
    func terminal() throws {
        let lines = Lines()
        lines.logger(.debug, .terminal(coloured: false)).warning("slow", ["a": 1])
        lines.logger(.debug, .terminal(coloured: true)).error("down", ["a": 1])
        let plain = try #require(lines.all.first)
        #expect(plain.wholeMatch(of: /\d\d:\d\d:\d\d warning slow a=1\n/) != nil)
        #expect(lines.all[1].contains("\u{1B}[1;31merror   \u{1B}[0mdown\u{1B}[2m a=1\u{1B}[0m\n"))
    }
}
