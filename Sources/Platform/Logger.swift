// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// Writes log lines; a value that is handed down and never found in a global.
///
/// The message is a constant phrase, which can be searched for; what varies is metadata with dotted keys. Metadata
/// is evaluated only when the line is written, and keeps its order. Secrets never belong in it.
package struct Logger: Sendable {
    /// Metadata of one line, or of every line of a logger.
    package typealias Metadata = KeyValuePairs<String, any CustomStringConvertible>

    private let level: LogLevel
    private let format: LogFormat
    private let sink: @Sendable (String) -> Void
    private var context: [(key: String, value: String)] = []

    /// - Parameters:
    ///   - level: lines below it are not written.
    ///   - sink: is given whole lines, each with its line end, from any thread.
    package init(level: LogLevel, format: LogFormat, sink: @escaping @Sendable (String) -> Void) {
        self.level = level
        self.format = format
        self.sink = sink
    }

    /// A logger to standard error: for a person on a terminal, for journald elsewhere. Each line is one write(2), so
    /// that lines of several threads do not mix and none is lost when the process is killed.
    package static func standardError(level: LogLevel, environment: [String: String]) -> Logger {
        let coloured = Terminal.isColoured(2, environment: environment)
        return Logger(level: level, format: Terminal.isTerminal(2) ? .terminal(coloured: coloured) : .journal) {
            StandardStream.write($0, to: 2)
        }
    }

    /// The same logger with `metadata` on every line, before the line's own.
    package func with(_ metadata: Metadata) -> Logger {
        var logger = self
        logger.context += Self.described(metadata)
        return logger
    }

    package func debug(_ message: StaticString, _ metadata: @autoclosure () -> Metadata = [:]) {
        log(.debug, message, metadata)
    }

    package func info(_ message: StaticString, _ metadata: @autoclosure () -> Metadata = [:]) {
        log(.info, message, metadata)
    }

    package func notice(_ message: StaticString, _ metadata: @autoclosure () -> Metadata = [:]) {
        log(.notice, message, metadata)
    }

    package func warning(_ message: StaticString, _ metadata: @autoclosure () -> Metadata = [:]) {
        log(.warning, message, metadata)
    }

    package func error(_ message: StaticString, _ metadata: @autoclosure () -> Metadata = [:]) {
        log(.error, message, metadata)
    }

    private func log(_ level: LogLevel, _ message: StaticString, _ metadata: () -> Metadata) {
        guard level >= self.level else { return }
        let metadata = context + Self.described(metadata())
        sink(format.line(level, message.description, metadata, at: SystemClock.microseconds()))
    }

    private static func described(_ metadata: Metadata) -> [(key: String, value: String)] {
        metadata.map { ($0.key, $0.value.description) }
    }
}
