// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

extension YAMLNode {
    /// Reads one document.
    ///
    /// Refused, each with its place: anchors, aliases and tags, a second document, a repeated key, keys that are not
    /// scalars, text that is not UTF-8, nesting over `maximumDepth` and more bytes than `maximumSize`. No document at all
    /// reads as null. The corresponding C function is `yaml_parser_parse`.
    package static func parse(
        _ bytes: [UInt8], maximumSize: Int = 1 << 20, maximumDepth: Int = 64
    ) throws(YAMLError) -> YAMLNode {
        guard bytes.count <= maximumSize else {
            throw YAMLError(line: 1, column: 1, message: "the text is over \(maximumSize) bytes long")
        }
        return try unsafe bytes.withUnsafeBufferPointer { (buffer) throws(YAMLError) in
            let parser = Parser(reader: try unsafe YAMLEventReader(buffer), maximumDepth: maximumDepth)
            return try parser.document()
        }
    }
}

/// Turns events into the nodes of one plain document.
private struct Parser: ~Copyable {
    let reader: YAMLEventReader
    let maximumDepth: Int

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

    private func node(_ event: YAMLEvent, depth: Int) throws(YAMLError) -> YAMLNode {
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
        case .documentStart, .collectionEnd, .streamEnd, .alias, .other:
            throw event.error("a value is missing")
        }
    }

    private func mapping(_ start: YAMLEvent, depth: Int) throws(YAMLError) -> YAMLNode {
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
    private func nextInside() throws(YAMLError) -> YAMLEvent? {
        let event = try next()
        if case .collectionEnd = event.kind { return nil }
        return event
    }

    private func next() throws(YAMLError) -> YAMLEvent {
        let event = try reader.next()
        if case .alias = event.kind { throw event.error("anchors and aliases are not allowed") }
        if event.anchor != nil { throw event.error("anchors and aliases are not allowed") }
        if event.isTagged { throw event.error("tags are not allowed") }
        return event
    }
}
