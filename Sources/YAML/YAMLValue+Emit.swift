// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import CYAML

extension YAMLValue {
    /// The bytes of a document with this value: block style, lines of any width, LF, no markers, a newline at the end.
    ///
    /// Equal values give equal bytes. Strings that any YAML 1.1 reader could take for something else are in double quotes,
    /// strings of several lines are literal blocks. The corresponding C function is `yaml_emitter_emit`.
    package func emitted() -> [UInt8] {
        var output: [UInt8] = []
        unsafe withUnsafeMutablePointer(to: &output) { output in
            let emitter = unsafe Emitter(output)
            emitter.document(self)
        }
        return output
    }
}

/// Feeds a value to libyaml as events.
///
/// libyaml fails only when memory runs out or when events come in a wrong order; neither is an input error, so both trap.
@safe private struct Emitter: ~Copyable {
    private let emitter: UnsafeMutablePointer<yaml_emitter_t>

    /// The output must outlive the emitter.
    init(_ output: UnsafeMutablePointer<[UInt8]>) {
        unsafe emitter = .allocate(capacity: 1)
        let isReady = unsafe yaml_emitter_initialize(emitter) == 1
        precondition(isReady, "out of memory")
        unsafe yaml_emitter_set_output(emitter, append, output)
        unsafe yaml_emitter_set_width(emitter, -1)
        unsafe yaml_emitter_set_unicode(emitter, 1)
    }

    deinit {
        unsafe yaml_emitter_delete(emitter)
        unsafe emitter.deallocate()
    }

    func document(_ value: YAMLValue) {
        unsafe emit { unsafe yaml_stream_start_event_initialize($0, YAML_UTF8_ENCODING) }
        unsafe emit { unsafe yaml_document_start_event_initialize($0, nil, nil, nil, 1) }
        node(value)
        unsafe emit { unsafe yaml_document_end_event_initialize($0, 1) }
        unsafe emit { unsafe yaml_stream_end_event_initialize($0) }
    }

    private func node(_ value: YAMLValue) {
        switch value {
        case .null: scalar("null", YAML_PLAIN_SCALAR_STYLE)
        case .bool(let value): scalar(value ? "true" : "false", YAML_PLAIN_SCALAR_STYLE)
        case .int(let value): scalar(String(value), YAML_PLAIN_SCALAR_STYLE)
        case .string(let text): string(text)
        case .sequence(let values):
            unsafe emit { unsafe yaml_sequence_start_event_initialize($0, nil, nil, 1, YAML_BLOCK_SEQUENCE_STYLE) }
            for value in values { node(value) }
            unsafe emit { unsafe yaml_sequence_end_event_initialize($0) }
        case .mapping(let mapping):
            unsafe emit { unsafe yaml_mapping_start_event_initialize($0, nil, nil, 1, YAML_BLOCK_MAPPING_STYLE) }
            for entry in mapping.entries {
                string(entry.key)
                node(entry.value)
            }
            unsafe emit { unsafe yaml_mapping_end_event_initialize($0) }
        }
    }

    private func string(_ text: String) {
        if YAMLScalar.isPlain(text) {
            scalar(text, YAML_PLAIN_SCALAR_STYLE)
        } else if text.utf8.contains(UInt8(ascii: "\n")) {
            scalar(text, YAML_LITERAL_SCALAR_STYLE)
        } else {
            scalar(text, YAML_DOUBLE_QUOTED_SCALAR_STYLE)
        }
    }

    private func scalar(_ text: String, _ style: yaml_scalar_style_t) {
        unsafe text.withCString(encodedAs: UTF8.self) { bytes in
            unsafe emit {
                unsafe yaml_scalar_event_initialize($0, nil, nil, bytes, Int32(text.utf8.count), 1, 1, style)
            }
        }
    }

    private func emit(_ initialize: (UnsafeMutablePointer<yaml_event_t>) -> Int32) {
        var event = unsafe yaml_event_t()
        // The emitter takes the event's memory in either case.
        let isDone = unsafe initialize(&event) == 1 && yaml_emitter_emit(emitter, &event) == 1
        precondition(isDone, "cannot write YAML")
    }
}

private func append(
    _ output: UnsafeMutableRawPointer?, _ bytes: UnsafeMutablePointer<UInt8>?, _ count: Int
) -> Int32 {
    guard let output = unsafe output?.assumingMemoryBound(to: [UInt8].self) else { return 0 }
    unsafe output.pointee.append(contentsOf: UnsafeBufferPointer(start: bytes, count: count))
    return 1
}
