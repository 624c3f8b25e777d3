// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import CYAML

extension YAMLNode {
    /// Reads one document.
    ///
    /// Refused, each with its place: anchors, aliases and tags, a second document, a repeated key, keys that are not
    /// scalars, text that is not UTF-8, nesting over `maximumDepth` and more bytes than `maximumSize`. No document at all
    /// reads as null. The corresponding C function is `yaml_parser_parse`.
    package static func parse(
        _ bytes: [UInt8], maximumSize: Int = 1 << 20, maximumDepth: Int = 64
    ) throws(YAMLError) -> YAMLNode {
        try read(bytes, maximumSize, maximumDepth) { (parser) throws(YAMLError) in try parser.document() }
    }

    /// Reads a stream of documents, which `---` parts. The same is refused as in one document but another one; empty ones are left out.
    package static func parseStream(
        _ bytes: [UInt8], maximumSize: Int = 1 << 20, maximumDepth: Int = 64
    ) throws(YAMLError) -> [YAMLNode] {
        try read(bytes, maximumSize, maximumDepth) { (parser) throws(YAMLError) in try parser.documents() }
    }

    private static func read<Result>(
        _ bytes: [UInt8], _ maximumSize: Int, _ maximumDepth: Int,
        _ body: (borrowing Parser) throws(YAMLError) -> Result
    ) throws(YAMLError) -> Result {
        guard bytes.count <= maximumSize else {
            throw YAMLError(line: 1, column: 1, message: "the text is over \(maximumSize) bytes long")
        }
        return try unsafe bytes.withUnsafeBufferPointer { (buffer) throws(YAMLError) in
            try body(unsafe Parser(buffer, maximumDepth: maximumDepth))
        }
    }
}

/// Turns libyaml's events into nodes.
@safe private struct Parser: ~Copyable {
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let input: UnsafeBufferPointer<UInt8>
    private let maximumDepth: Int

    /// The buffer must outlive the parser.
    init(_ input: UnsafeBufferPointer<UInt8>, maximumDepth: Int) throws(YAMLError) {
        let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
        guard unsafe yaml_parser_initialize(parser) == 1 else {
            unsafe parser.deallocate()
            throw YAMLError(line: 1, column: 1, message: "cannot start the parser: out of memory")
        }
        // A set encoding keeps libyaml from guessing UTF-16; it also keeps it from skipping the byte order mark of UTF-8.
        let mark: [UInt8] = [0xef, 0xbb, 0xbf]
        let input = unsafe UnsafeBufferPointer(rebasing: input.dropFirst(input.starts(with: mark) ? mark.count : 0))
        unsafe yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        unsafe yaml_parser_set_input_string(parser, input.baseAddress, input.count)
        unsafe self.parser = unsafe parser
        unsafe self.input = unsafe input
        self.maximumDepth = maximumDepth
    }

    deinit {
        unsafe yaml_parser_delete(parser)
        unsafe parser.deallocate()
    }

    func document() throws(YAMLError) -> YAMLNode {
        _ = try next()  // the start of the stream
        guard case .documentStart = try next().kind else {
            return YAMLNode(content: .null, text: "", line: 1, column: 1)
        }
        let root = try node(next(), depth: 1)
        _ = try next()  // the end of the document
        let end = try next()
        guard case .streamEnd = end.kind else { throw end.error("a second document begins here; one is allowed") }
        return root
    }

    func documents() throws(YAMLError) -> [YAMLNode] {
        _ = try next()  // the start of the stream
        var documents: [YAMLNode] = []
        while case .documentStart = try next().kind {
            let root = try node(next(), depth: 1)
            if root.content != .null { documents.append(root) }
            _ = try next()  // the end of the document
        }
        return documents
    }

    private func node(_ event: Event, depth: Int) throws(YAMLError) -> YAMLNode {
        guard depth <= maximumDepth else { throw event.error("nested over \(maximumDepth) levels deep") }
        switch event.kind {
        case .scalar(let text, let isPlain):
            let content = isPlain ? YAMLScalar.resolved(plain: text) : .string(text)
            return YAMLNode(content: content, text: text, line: event.line, column: event.column)
        case .sequenceStart:
            var nodes: [YAMLNode] = []
            while let item = try nextInside() { nodes.append(try node(item, depth: depth + 1)) }
            return YAMLNode(content: .sequence(nodes), text: nil, line: event.line, column: event.column)
        case .mappingStart:
            return try mapping(event, depth: depth)
        case .documentStart, .collectionEnd, .streamEnd, .other:
            throw event.error("a value is missing")
        }
    }

    private func mapping(_ start: Event, depth: Int) throws(YAMLError) -> YAMLNode {
        var entries: [YAMLNode.Entry] = []
        var lines: [String: Int] = [:]
        while let key = try nextInside() {
            guard case .scalar(let text, _) = key.kind else { throw key.error("a key must be plain text") }
            if let line = lines.updateValue(key.line, forKey: text) {
                throw key.error("key '\(text)' stands twice, first on line \(line)")
            }
            let value = try node(next(), depth: depth + 1)
            entries.append(.init(key: text, keyLine: key.line, keyColumn: key.column, value: value))
        }
        return YAMLNode(content: .mapping(entries), text: nil, line: start.line, column: start.column)
    }

    /// The next event inside a collection, or nil at its end.
    private func nextInside() throws(YAMLError) -> Event? {
        let event = try next()
        if case .collectionEnd = event.kind { return nil }
        return event
    }

    private func next() throws(YAMLError) -> Event {
        var event = unsafe yaml_event_t()
        guard unsafe yaml_parser_parse(parser, &event) == 1 else { throw failure() }
        defer { unsafe yaml_event_delete(&event) }
        let mark = unsafe event.start_mark
        var kind = Event.Kind.other
        var isAnchored = false
        var isTagged = false
        switch unsafe event.type {
        case YAML_DOCUMENT_START_EVENT: kind = .documentStart
        case YAML_STREAM_END_EVENT: kind = .streamEnd
        case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT: kind = .collectionEnd
        case YAML_ALIAS_EVENT: isAnchored = true
        case YAML_SEQUENCE_START_EVENT:
            kind = .sequenceStart
            unsafe isAnchored = event.data.sequence_start.anchor != nil
            unsafe isTagged = event.data.sequence_start.tag != nil
        case YAML_MAPPING_START_EVENT:
            kind = .mappingStart
            unsafe isAnchored = event.data.mapping_start.anchor != nil
            unsafe isTagged = event.data.mapping_start.tag != nil
        case YAML_SCALAR_EVENT:
            let scalar = unsafe event.data.scalar
            let bytes = unsafe UnsafeBufferPointer(start: scalar.value, count: scalar.length)
            kind = unsafe .scalar(String(decoding: bytes, as: UTF8.self), scalar.style == YAML_PLAIN_SCALAR_STYLE)
            unsafe isAnchored = scalar.anchor != nil
            unsafe isTagged = scalar.tag != nil
        default: break
        }
        let result = Event(kind: kind, line: mark.line + 1, column: mark.column + 1)
        if isAnchored { throw result.error("anchors and aliases are not allowed") }
        if isTagged { throw result.error("tags are not allowed") }
        return result
    }

    private func failure() -> YAMLError {
        let state = unsafe parser.pointee
        let problem = unsafe state.problem.map { unsafe String(cString: $0) } ?? "out of memory"
        guard unsafe state.error == YAML_READER_ERROR else {
            let mark = unsafe state.problem_mark
            return YAMLError(line: mark.line + 1, column: mark.column + 1, message: problem)
        }
        // A reader error has only a byte offset.
        let before = unsafe input.prefix(state.problem_offset)
        let line = unsafe before.count { $0 == UInt8(ascii: "\n") } + 1
        let start = unsafe before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        return YAMLError(line: line, column: unsafe before.count - start + 1, message: problem)
    }
}

private struct Event {
    enum Kind {
        case documentStart, sequenceStart, mappingStart, collectionEnd, streamEnd, other
        case scalar(String, _ isPlain: Bool)
    }

    let kind: Kind
    let line: Int
    let column: Int

    func error(_ message: String) -> YAMLError { YAMLError(line: line, column: column, message: message) }
}
