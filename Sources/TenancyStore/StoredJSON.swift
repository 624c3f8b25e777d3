// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import FoundationEssentials
internal import TenancyCore

/// JSON in text columns: keys sorted, so that the same value is the same text.
enum StoredJSON {
    static func encoded(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    /// The same text that the encoder makes of a plan's steps, in a tenth of its time: every change writes it.
    static func text(_ steps: [Plan.Step]) -> String {
        var bytes: [UInt8] = [UInt8(ascii: "[")]
        for (number, step) in steps.enumerated() {
            if number > 0 { bytes.append(UInt8(ascii: ",")) }
            bytes += #"{"detail":"#.utf8
            append(step.detail, to: &bytes)
            bytes += #","object":"#.utf8
            append(step.object, to: &bytes)
            bytes += #","verb":"#.utf8
            append(step.verb.rawValue, to: &bytes)
            bytes.append(UInt8(ascii: "}"))
        }
        bytes.append(UInt8(ascii: "]"))
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The same for labels, of which there are mostly none.
    static func text(_ labels: [String: String]) throws -> String {
        if labels.isEmpty { return "{}" }
        return try encoded(labels)
    }

    /// The same text that the encoder makes of a spec, in a tenth of its time: every new network writes it.
    static func text(_ spec: NetworkSpec) throws -> String {
        let plain = NetworkSpec(
            connectivity: spec.connectivity, generation: spec.generation, namespaces: spec.namespaces,
            uplinkParent: spec.uplinkParent, gateways: spec.gateways, announcement: spec.announcement, bgp: spec.bgp)
        // Whatever else a spec has or will have, the encoder writes.
        guard spec == plain else { return try encoded(spec) }
        var bytes: [UInt8] = Array(#"{"announcement":"#.utf8)
        append(spec.announcement.rawValue, to: &bytes)
        if let bgp = spec.bgp {
            bytes += #","bgp":{"asn":\#(bgp.asn),"peer":"#.utf8
            append(bgp.peer.description, to: &bytes)
            bytes.append(UInt8(ascii: "}"))
        }
        bytes += #","connectivity":"#.utf8
        append(spec.connectivity.rawValue, to: &bytes)
        bytes += #","extras":{},"gateways":"#.utf8
        append(spec.gateways.map(\.description), to: &bytes)
        bytes += #","generation":\#(spec.generation),"namespaces":"#.utf8
        append(spec.namespaces.map(\.description), to: &bytes)
        if let parent = spec.uplinkParent {
            bytes += #","uplinkParent":"#.utf8
            append(parent.description, to: &bytes)
        }
        bytes.append(UInt8(ascii: "}"))
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func append(_ texts: [String], to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "["))
        for (number, text) in texts.enumerated() {
            if number > 0 { bytes.append(UInt8(ascii: ",")) }
            append(text, to: &bytes)
        }
        bytes.append(UInt8(ascii: "]"))
    }

    private static func append(_ text: String, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        defer { bytes.append(UInt8(ascii: "\"")) }
        guard text.utf8.contains(where: { $0 < 0x20 || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") }) else {
            bytes += text.utf8
            return
        }
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
            case 0x08: bytes += "\\b".utf8
            case 0x09: bytes += "\\t".utf8
            case 0x0A: bytes += "\\n".utf8
            case 0x0C: bytes += "\\f".utf8
            case 0x0D: bytes += "\\r".utf8
            case ..<0x20: bytes += "\\u00\(byte < 0x10 ? "0" : "")\(String(byte, radix: 16))".utf8
            default: bytes.append(byte)
            }
        }
    }

    /// - Throws: `TenancyError` with code `store.damaged`; `what` names the row.
    static func value<Value: Decodable>(_ type: Value.Type, _ text: String, of what: String) throws -> Value {
        do {
            return try JSONDecoder().decode(type, from: Data(text.utf8))
        } catch {
            throw TenancyError(.storeDamaged, "cannot read \(what) from the store", cause: "\(error)")
        }
    }
}
