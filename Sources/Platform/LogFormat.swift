// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// How a log line looks; every line is one line, whatever its values hold.
package enum LogFormat: Equatable, Sendable {
    /// For journald: `<6>message key=value`; the time is journald's own.
    case journal
    /// For a person: time, level and message, with colour or without.
    case terminal(coloured: Bool)

    func line(
        _ level: LogLevel, _ message: String, _ metadata: [(key: String, value: String)], at microseconds: Int64
    ) -> String {
        let message = message.escapingControls
        let pairs = metadata.map { " \($0.key)=\($0.value.quotedForLog)" }.joined()
        switch self {
        case .journal:
            return "<\(level.priority)>\(message)\(pairs)\n"
        case .terminal(let coloured):
            let time = CivilTime(microseconds: microseconds).timeOfDay
            let name = level.rawValue + String(repeating: " ", count: 8 - level.rawValue.count)
            guard coloured else { return "\(time) \(name)\(message)\(pairs)\n" }
            return "\u{1B}[2m\(time)\u{1B}[0m \(level.colour)\(name)\u{1B}[0m\(message)\u{1B}[2m\(pairs)\u{1B}[0m\n"
        }
    }
}

extension LogLevel {
    fileprivate var colour: String {
        switch self {
        case .debug: "\u{1B}[2m"
        case .info: ""
        case .notice: "\u{1B}[1m"
        case .warning: "\u{1B}[33m"
        case .error: "\u{1B}[1;31m"
        }
    }
}

extension String {
    /// As it is when a reader can tell where it ends, else in double quotes.
    fileprivate var quotedForLog: String {
        let plain = !isEmpty && !unicodeScalars.contains { $0 == " " || $0 == "\"" || $0 == "=" || $0 == "\\" }
        guard !plain else { return escapingControls }
        return "\"\(replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").escapingControls)\""
    }

    /// Without characters that end a line or move a terminal's cursor, C1 controls and Unicode's line ends included.
    fileprivate var escapingControls: String {
        guard unicodeScalars.contains(where: \.isControl) else { return self }
        return unicodeScalars.map { scalar in
            switch scalar {
            case "\n": "\\n"
            case "\r": "\\r"
            case "\t": "\\t"
            case _ where scalar.isControl: "\\u{\(String(scalar.value, radix: 16))}"
            default: String(scalar)
            }
        }.joined()
    }
}

extension Unicode.Scalar {
    /// `Cc`, `Zl` and `Zp`, and `Cf` for the marks that reverse the direction of text.
    fileprivate var isControl: Bool {
        switch properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator, .format: true
        default: false
        }
    }
}
