// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import CYAML

/// What libyaml sees in a text, one after the other.
struct YAMLEvent {
    enum Kind {
        case documentStart, sequenceStart, mappingStart, collectionEnd, streamEnd, other
        case scalar(String, _ isPlain: Bool)
        case alias(String)
    }

    let kind: Kind
    /// The name that an alias may use for this node.
    let anchor: String?
    let isTagged: Bool
    let line: Int
    let column: Int

    func error(_ message: String) -> YAMLError { YAMLError(line: line, column: column, message: message) }
}

/// libyaml's parser on a text in memory.
@safe struct YAMLEventReader: ~Copyable {
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let input: UnsafeBufferPointer<UInt8>

    /// The buffer must outlive the reader.
    init(_ input: UnsafeBufferPointer<UInt8>) throws(YAMLError) {
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
    }

    deinit {
        unsafe yaml_parser_delete(parser)
        unsafe parser.deallocate()
    }

    /// The next event. The corresponding C function is `yaml_parser_parse`.
    func next() throws(YAMLError) -> YAMLEvent {
        var event = unsafe yaml_event_t()
        guard unsafe yaml_parser_parse(parser, &event) == 1 else { throw failure() }
        defer { unsafe yaml_event_delete(&event) }
        let mark = unsafe event.start_mark
        var kind = YAMLEvent.Kind.other
        var anchor: String?
        var isTagged = false
        switch unsafe event.type {
        case YAML_DOCUMENT_START_EVENT: kind = .documentStart
        case YAML_STREAM_END_EVENT: kind = .streamEnd
        case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT: kind = .collectionEnd
        case YAML_ALIAS_EVENT: kind = .alias(unsafe Self.text(event.data.alias.anchor) ?? "")
        case YAML_SEQUENCE_START_EVENT:
            kind = .sequenceStart
            unsafe anchor = Self.text(event.data.sequence_start.anchor)
            unsafe isTagged = event.data.sequence_start.tag != nil
        case YAML_MAPPING_START_EVENT:
            kind = .mappingStart
            unsafe anchor = Self.text(event.data.mapping_start.anchor)
            unsafe isTagged = event.data.mapping_start.tag != nil
        case YAML_SCALAR_EVENT:
            let scalar = unsafe event.data.scalar
            let bytes = unsafe UnsafeBufferPointer(start: scalar.value, count: scalar.length)
            kind = unsafe .scalar(String(decoding: bytes, as: UTF8.self), scalar.style == YAML_PLAIN_SCALAR_STYLE)
            unsafe anchor = Self.text(scalar.anchor)
            unsafe isTagged = scalar.tag != nil
        default: break
        }
        return YAMLEvent(
            kind: kind, anchor: anchor, isTagged: isTagged, line: Int(mark.line) + 1, column: Int(mark.column) + 1)
    }

    private static func text(_ bytes: UnsafeMutablePointer<yaml_char_t>?) -> String? {
        unsafe bytes.map { unsafe String(cString: $0) }
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
