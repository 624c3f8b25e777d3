// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// What comes before the body of an answer.
package struct ResponseHead: Sendable, Equatable {
    package var status: Int
    /// Names in lower case; of several with one name the last. At most 64 of at most 1 KiB each are kept.
    package var headers: [String: String]
    /// `1.1` or `2`.
    package var version: String

    package init(status: Int = 0, headers: [String: String] = [:], version: String = "") {
        self.status = status
        self.headers = headers
        self.version = version
    }

    /// Takes one line of a head. A status line begins a new one: what came before was an interim answer.
    mutating func add(_ line: String) {
        if line.hasPrefix("HTTP/") {
            let parts = line.split(separator: " ", maxSplits: 2)
            self = ResponseHead(
                status: parts.count > 1 ? Int(parts[1]) ?? 0 : 0, version: String(parts[0].dropFirst(5)))
        } else if let colon = line.firstIndex(of: ":"), headers.count < 64 {
            let value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
            headers[line[..<colon].lowercased()] = String(value)
        }
    }
}
