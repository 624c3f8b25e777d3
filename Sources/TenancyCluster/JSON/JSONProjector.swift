// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// Reads JSON as it comes and keeps only what was selected: a list of any length costs the memory of its largest element's selected fields.
///
/// The stream may hold several documents one after the other, as a watch does. What is not selected is passed over by counting its brackets, so that
/// a flaw inside may go unnoticed; a document that does not end is always noticed.
struct JSONProjector {
    /// What comes out.
    enum Part: Equatable {
        /// An element of an array that is handed out.
        case element(JSONNode)
        /// A document, without the elements that were handed out.
        case document(JSONNode)
    }

    /// How deep values may be nested, how long a name or number may be, and how many bytes may be kept until a part comes out.
    static let depthLimit = 100
    static let nameLimit = 1024
    static let sizeLimit = 1 << 20

    private enum State {
        /// A value must come; in an array that has no element yet its end may, too.
        case value(orEnd: Bool)
        /// A name must come; in an object that has none yet its end may, too.
        case name(orEnd: Bool)
        case colon
        case comma
        case string(isName: Bool, escaped: Bool)
        case scalar
        /// Passing over a value with brackets: how many are open, and whether a string is.
        case skipped(depth: Int, inString: Bool, escaped: Bool)
    }

    private struct Frame {
        let isObject: Bool
        let selection: FieldSelection
        var fields: [String: JSONNode] = [:]
        var elements: [JSONNode] = []
        var name = ""
        /// What is kept of the value that comes next.
        var next: FieldSelection?
    }

    private let selection: FieldSelection
    private var state = State.value(orEnd: false)
    private var frames: [Frame] = []
    private var token: [UInt8] = []
    private var isKept = true
    /// How many bytes are kept of the part that is being read.
    private(set) var kept = 0
    private var offset = 0

    init(_ selection: FieldSelection) { self.selection = selection }

    /// Whether nothing is open: the stream may end here.
    var isBetweenDocuments: Bool {
        if case .value(orEnd: false) = state { frames.isEmpty } else { false }
    }

    /// Takes the next bytes, and gives out what has become whole.
    mutating func take(_ bytes: Span<UInt8>, _ give: (Part) -> Void) throws(JSONFlaw) {
        var index = 0
        while index < bytes.count {
            if case .skipped(let depth, let inString, let escaped) = state {
                index = skip(bytes, from: index, depth, inString, escaped, give)
                continue
            }
            let byte = bytes[index]
            // A number ends with what comes after it.
            if case .scalar = state, Self.endsScalar(byte) {
                try finishScalar(give)
                continue
            }
            try take(byte, give)
            index += 1
            offset += 1
        }
    }

    private mutating func take(_ byte: UInt8, _ give: (Part) -> Void) throws(JSONFlaw) {
        switch state {
        case .string(let isName, let escaped): try takeString(byte, isName, escaped, give)
        case .scalar: try keep(byte)
        case _ where Self.isSpace(byte): break
        case .value(let orEnd):
            if orEnd, byte == UInt8(ascii: "]") { return try close(isObject: false, give) }
            try begin(byte)
        case .name(let orEnd):
            if orEnd, byte == UInt8(ascii: "}") { return try close(isObject: true, give) }
            guard byte == UInt8(ascii: "\"") else { throw flaw("expected a name") }
            (token, isKept) = ([], true)
            state = .string(isName: true, escaped: false)
        case .colon:
            guard byte == UInt8(ascii: ":") else { throw flaw("expected ':'") }
            state = .value(orEnd: false)
        case .comma:
            switch byte {
            case UInt8(ascii: ","):
                state = frames.last?.isObject == true ? .name(orEnd: false) : .value(orEnd: false)
            case UInt8(ascii: "}"): try close(isObject: true, give)
            case UInt8(ascii: "]"): try close(isObject: false, give)
            default: throw flaw("expected ',' or an end")
            }
        case .skipped: break
        }
    }

    /// What is kept of the value that begins now.
    private var wanted: FieldSelection? {
        guard let frame = frames.last else { return selection }
        return frame.isObject ? frame.next : frame.selection
    }

    private mutating func begin(_ byte: UInt8) throws(JSONFlaw) {
        let wanted = wanted
        switch byte {
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            guard let wanted else {
                state = .skipped(depth: 1, inString: false, escaped: false)
                return
            }
            guard frames.count < Self.depthLimit else { throw flaw("values are nested too deep") }
            let isObject = byte == UInt8(ascii: "{")
            frames.append(Frame(isObject: isObject, selection: wanted))
            state = isObject ? .name(orEnd: true) : .value(orEnd: true)
        case UInt8(ascii: "\""):
            guard wanted != nil else {
                state = .skipped(depth: 0, inString: true, escaped: false)
                return
            }
            (token, isKept) = ([], true)
            state = .string(isName: false, escaped: false)
        case UInt8(ascii: "-"), 0x30...0x39, UInt8(ascii: "t"), UInt8(ascii: "f"), UInt8(ascii: "n"):
            guard !frames.isEmpty else { throw flaw("a document is an object or an array") }
            (token, isKept) = ([byte], wanted != nil)
            state = .scalar
        default: throw flaw("expected a value")
        }
    }

    /// Passes over bytes up to the end of a value, and returns where it stopped.
    private mutating func skip(
        _ bytes: Span<UInt8>, from start: Int, _ depth: Int, _ inString: Bool, _ escaped: Bool, _ give: (Part) -> Void
    ) -> Int {
        var (depth, inString, escaped, index) = (depth, inString, escaped, start)
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            if escaped {
                escaped = false
            } else if inString {
                if byte == UInt8(ascii: "\\") { escaped = true }
                if byte == UInt8(ascii: "\"") { inString = false }
            } else if byte == UInt8(ascii: "\"") {
                inString = true
            } else if byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") {
                depth += 1
            } else if byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]") {
                depth -= 1
            }
            if depth == 0, !inString {
                offset += index - start
                state = .comma
                return index
            }
        }
        offset += index - start
        state = .skipped(depth: depth, inString: inString, escaped: escaped)
        return index
    }

    private mutating func takeString(
        _ byte: UInt8, _ isName: Bool, _ escaped: Bool, _ give: (Part) -> Void
    ) throws(JSONFlaw) {
        if !escaped, byte == UInt8(ascii: "\"") {
            guard let text = JSONText.decode(token) else { throw flaw("a text is malformed") }
            guard isName else { return try finish(.string(text), give) }
            frames[frames.count - 1].name = text
            // A name that is too long is none that anybody asked for.
            frames[frames.count - 1].next = isKept ? frames[frames.count - 1].selection.below(text) : nil
            state = .colon
            return
        }
        if isName, token.count >= Self.nameLimit { isKept = false } else { try keep(byte) }
        state = .string(isName: isName, escaped: !escaped && byte == UInt8(ascii: "\\"))
    }

    private mutating func keep(_ byte: UInt8) throws(JSONFlaw) {
        kept += 1
        guard kept <= Self.sizeLimit else { throw flaw("an object is larger than \(Self.sizeLimit) bytes") }
        if case .scalar = state, token.count >= Self.nameLimit { throw flaw("a number is too long") }
        token.append(byte)
    }

    private mutating func finishScalar(_ give: (Part) -> Void) throws(JSONFlaw) {
        let text = String(decoding: token, as: UTF8.self)
        switch text {
        case "null": try finish(.null, give)
        case "true": try finish(.bool(true), give)
        case "false": try finish(.bool(false), give)
        default:
            guard token.first.map({ $0 == UInt8(ascii: "-") || 0x30...0x39 ~= $0 }) == true else {
                throw flaw("expected a value")
            }
            try finish(.number(text), give)
        }
    }

    private mutating func close(isObject: Bool, _ give: (Part) -> Void) throws(JSONFlaw) {
        guard let frame = frames.popLast(), frame.isObject == isObject else { throw flaw("brackets do not match") }
        isKept = true
        try finish(isObject ? .object(frame.fields) : .array(frame.elements), give)
    }

    /// Puts a value where it belongs.
    private mutating func finish(_ value: JSONNode, _ give: (Part) -> Void) throws(JSONFlaw) {
        guard let frame = frames.last else {
            kept = 0
            state = .value(orEnd: false)
            return give(.document(value))
        }
        state = .comma
        if frame.isObject {
            if isKept, frame.next != nil { frames[frames.count - 1].fields[frame.name] = value }
        } else if case .emitted = frame.selection {
            kept = 0
            give(.element(value))
        } else {
            kept += 16
            if isKept { frames[frames.count - 1].elements.append(value) }
        }
    }

    private func flaw(_ reason: String) -> JSONFlaw { JSONFlaw(offset: offset, reason: reason) }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
    }

    private static func endsScalar(_ byte: UInt8) -> Bool {
        isSpace(byte) || byte == UInt8(ascii: ",") || byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]")
    }
}
