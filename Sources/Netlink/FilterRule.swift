// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// What a rule of nf_tables does, as far as it is one that `ip6tables` writes to drop by the reverse path.
struct FilterRule: Equatable {
    /// The bytes that the name of the device has to start with; nil for any device.
    var device: [UInt8]?
    var isByReversePath = false
    var drops = false
    /// Whether it selects by anything else.
    var hasOtherSelectors = false

    /// Whether it drops, of all that comes in by devices of this prefix, what has a source that would be answered by another way.
    func dropsSpoofed(_ prefix: String) -> Bool {
        isByReversePath && drops && !hasOtherSelectors && (device.map { $0 == Array(prefix.utf8) } ?? true)
    }

    init() {}

    /// Reads `struct nfgenmsg` and its attributes.
    init(_ span: RawSpan, _ range: Range<Int>) {
        var rule = FilterRule()
        span.forEachAttribute(in: range, from: range.lowerBound + 4) { type, value in
            guard type == Wire.Filter.expressions else { return }
            span.forEachAttribute(in: value, from: value.lowerBound) { _, element in
                rule.read(span, element)
            }
        }
        self = rule
    }

    /// Reads one expression: its name and what that name makes of its data.
    private mutating func read(_ span: RawSpan, _ range: Range<Int>) {
        var name = ""
        var data = range.upperBound..<range.upperBound
        span.forEachAttribute(in: range, from: range.lowerBound) { type, value in
            switch type {
            case Wire.Filter.name: name = span.text(in: value)
            case Wire.Filter.data: data = value
            default: break
            }
        }
        var rule = self
        span.forEachAttribute(in: data, from: data.lowerBound) { type, value in
            switch (name, type) {
            case ("meta", Wire.Filter.metaKey):
                let key = span.load(UInt32.self, at: value.lowerBound, in: value).map(UInt32.init(bigEndian:))
                if key != Wire.Filter.metaEntryName { rule.hasOtherSelectors = true }
            case ("cmp", Wire.Filter.compareOperation):
                if span.load(UInt32.self, at: value.lowerBound, in: value) != 0 { rule.hasOtherSelectors = true }
            case ("cmp", Wire.Filter.compareData):
                span.forEachAttribute(in: value, from: value.lowerBound) { _, bytes in
                    rule.device = bytes.prefix(16).compactMap { span.load(UInt8.self, at: $0, in: bytes) }
                }
            case ("match", Wire.Filter.matchName):
                if span.text(in: value) == "rpfilter" {
                    rule.isByReversePath = true
                } else {
                    rule.hasOtherSelectors = true
                }
            case ("match", Wire.Filter.matchInfo):
                let flags = span.load(UInt8.self, at: value.lowerBound, in: value)
                if flags != Wire.Filter.reversePathInverted { rule.hasOtherSelectors = true }
            case ("immediate", Wire.Filter.immediateData):
                span.forEachAttribute(in: value, from: value.lowerBound) { type, verdict in
                    guard type == Wire.Filter.verdict else { return }
                    span.forEachAttribute(in: verdict, from: verdict.lowerBound) { type, code in
                        guard type == Wire.Filter.verdictCode else { return }
                        rule.drops = span.load(UInt32.self, at: code.lowerBound, in: code) == 0
                    }
                }
            default: break
            }
        }
        if !["meta", "cmp", "match", "counter", "immediate"].contains(name) { rule.hasOtherSelectors = true }
        self = rule
    }
}
