// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// Reads one HTTP/1.1 response from bytes as they come; pure, so that it can be fed any cut of them.
///
/// Strict where the daemon is: a body is framed by `Content-Length`, by chunks, or by the connection's end.
struct ReplyParser {
    private enum Phase {
        case head
        /// So many bytes of the body are still to come.
        case body(Int)
        case bodyUntilEnd
        case chunkSize
        case chunk(Int)
        case chunkEnd
        case trailer
    }

    private static let headLimit = 64 << 10

    private let bodyLimit: Int
    private var phase = Phase.head
    private var status = 0
    private var head: [String] = []
    private var headSize = 0
    /// Bytes that came and were not used yet; the first `scanned` of them hold no line end.
    private var pending: [UInt8] = []
    private var scanned = 0
    private var body: [UInt8] = []

    init(bodyLimit: Int) {
        self.bodyLimit = bodyLimit
    }

    /// Takes the next bytes; the reply once it is whole.
    mutating func consume(_ bytes: some Sequence<UInt8>) throws(ClientError) -> Reply? {
        pending += bytes
        while true {
            switch phase {
            case .head:
                guard let line = try takeLine() else { return nil }
                headSize += line.count
                guard headSize <= Self.headLimit else { throw tooLong }
                if line.isEmpty {
                    phase = try framing()
                } else {
                    head.append(String(decoding: line, as: UTF8.self))
                }
            case .body(let count):
                let left = take(count)
                if left == 0 { return reply }
                phase = .body(left)
                return nil
            case .bodyUntilEnd:
                try checkLimit(adding: pending.count)
                _ = take(pending.count)
                return nil
            case .chunkSize:
                guard let line = try takeLine() else { return nil }
                let digits = line.prefix { $0 != UInt8(ascii: ";") }
                guard let size = Int(String(decoding: digits, as: UTF8.self), radix: 16), size >= 0 else {
                    throw .protocolError("a chunk without a size")
                }
                try checkLimit(adding: size)
                phase = size == 0 ? .trailer : .chunk(size)
            case .chunk(let count):
                let left = take(count)
                guard left == 0 else {
                    phase = .chunk(left)
                    return nil
                }
                phase = .chunkEnd
            case .chunkEnd:
                guard let line = try takeLine() else { return nil }
                guard line.isEmpty else { throw .protocolError("a chunk longer than its size") }
                phase = .chunkSize
            case .trailer:
                guard let line = try takeLine() else { return nil }
                if line.isEmpty { return reply }
            }
        }
    }

    /// Hands over what came of the body so far when the answer is a success; what is handed over counts no more for the limit.
    mutating func takeContent() -> [UInt8] {
        guard (200..<300).contains(status) else { return [] }
        defer { body = [] }
        return body
    }

    /// Takes the end of the connection.
    func finish() throws(ClientError) -> Reply {
        guard case .bodyUntilEnd = phase else {
            throw .protocolError("the connection was closed before the answer was whole")
        }
        return reply
    }

    private var reply: Reply { Reply(status: status, body: body) }

    // MARK: Head

    /// Takes the status from the head, and from its headers how the body is framed.
    private mutating func framing() throws(ClientError) -> Phase {
        let parts = (head.first ?? "").split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count >= 2, parts[0] == "HTTP/1.1" || parts[0] == "HTTP/1.0", parts[1].utf8.count == 3,
            let status = Int(parts[1]), (200..<600).contains(status)
        else { throw .protocolError("no HTTP status line") }
        self.status = status
        var lengths: Set<String> = []
        var isChunked = false
        for line in head.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { throw .protocolError("a header without a name") }
            let value = line[line.index(after: colon)...].trimmingBlanks
            switch line[..<colon].lowercased() {
            case "content-length": lengths.insert(value)
            case "transfer-encoding":
                guard value.lowercased() == "chunked" else { throw .protocolError("transfer encoding \(value)") }
                isChunked = true
            default: break
            }
        }
        if status == 204 || status == 304 { return .body(0) }
        if isChunked { return lengths.isEmpty ? .chunkSize : try ambiguous() }
        guard let text = lengths.first else { return .bodyUntilEnd }
        guard lengths.count == 1, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let length = Int(text) else {
            return try ambiguous()
        }
        try checkLimit(adding: length)
        return .body(length)
    }

    private var tooLong: ClientError { .protocolError("a head of more than \(Self.headLimit) bytes") }

    private func ambiguous() throws(ClientError) -> Phase {
        throw .protocolError("a length that is not one number")
    }

    // MARK: Bytes

    private func checkLimit(adding count: Int) throws(ClientError) {
        guard count <= bodyLimit - body.count else { throw .protocolError("a body of more than \(bodyLimit) bytes") }
    }

    /// Moves up to `count` pending bytes to the body and returns how many are missing.
    private mutating func take(_ count: Int) -> Int {
        let taken = min(count, pending.count)
        body += pending.prefix(taken)
        pending.removeFirst(taken)
        return count - taken
    }

    private mutating func takeLine() throws(ClientError) -> [UInt8]? {
        guard let end = pending[scanned...].firstIndex(of: UInt8(ascii: "\n")) else {
            scanned = pending.count
            guard scanned <= Self.headLimit else { throw tooLong }
            return nil
        }
        scanned = 0
        let line = pending[..<end]
        pending.removeFirst(end + 1)
        return Array(line.last == UInt8(ascii: "\r") ? line.dropLast() : line)
    }
}

extension Substring {
    fileprivate var trimmingBlanks: String {
        func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
        var bytes = utf8.drop(while: isBlank)
        while let last = bytes.last, isBlank(last) { bytes.removeLast() }
        return String(Substring(bytes))
    }
}
