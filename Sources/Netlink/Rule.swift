// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// A policy routing rule.
package struct Rule: Hashable, Sendable {
    package var family: InternetFamily
    package var priority: UInt32
    package var action: RuleAction
    /// The table to look up; 0 together with `isL3MDev`, or when the action is not a lookup.
    package var table: UInt32
    /// Selects packets that enter or leave through a VRF; a lookup then uses that VRF's table (S20).
    package var isL3MDev: Bool
    package var protocolID: UInt8
    /// Selects packets that enter by the device of this name, which need not exist (S19).
    package var entry: String?
    /// Whether the rule selects by something this type does not tell (addresses, outgoing interfaces, marks, ports); such a rule is never one of ours.
    package var hasOtherSelectors: Bool

    package init(
        family: InternetFamily, priority: UInt32, action: RuleAction = .lookup, table: UInt32 = 0,
        isL3MDev: Bool = false,
        protocolID: UInt8, entry: String? = nil, hasOtherSelectors: Bool = false
    ) {
        self.entry = entry
        self.family = family
        self.priority = priority
        self.action = action
        self.table = table
        self.isL3MDev = isL3MDev
        self.protocolID = protocolID
        self.hasOtherSelectors = hasOtherSelectors
    }

    /// Reads `struct fib_rule_hdr` and its attributes; nil when the header is not whole or the family is none of the internet's.
    init?(_ span: RawSpan, _ range: Range<Int>) {
        let start = range.lowerBound
        guard let family = span.load(UInt8.self, at: start, in: range).flatMap(InternetFamily.init(rawValue:)),
            let destinationLength = span.load(UInt8.self, at: start + 1, in: range),
            let sourceLength = span.load(UInt8.self, at: start + 2, in: range),
            let service = span.load(UInt8.self, at: start + 3, in: range),
            let table = span.load(UInt8.self, at: start + 4, in: range),
            let action = span.load(UInt8.self, at: start + 7, in: range),
            let flags = span.load(UInt32.self, at: start + 8, in: range)
        else { return nil }
        // FIB_RULE_INVERT is 2; a rule without a priority attribute has priority 0.
        var rule = Rule(
            family: family, priority: 0, action: RuleAction(rawValue: action), table: UInt32(table), protocolID: 0,
            hasOtherSelectors: destinationLength != 0 || sourceLength != 0 || service != 0 || flags & 2 != 0)
        span.forEachAttribute(in: range, from: start + 12) { type, value in
            switch type {
            case Wire.Rule.priority: rule.priority = span.load(UInt32.self, at: value.lowerBound, in: value) ?? 0
            case Wire.Rule.table: rule.table = span.load(UInt32.self, at: value.lowerBound, in: value) ?? rule.table
            case Wire.Rule.l3mdev: rule.isL3MDev = span.load(UInt8.self, at: value.lowerBound, in: value) == 1
            case Wire.Rule.protocolID: rule.protocolID = span.load(UInt8.self, at: value.lowerBound, in: value) ?? 0
            case Wire.Rule.entry: rule.entry = span.text(in: value)
            case Wire.Rule.suppressPrefixLength, Wire.Rule.suppressGroup:
                // Always reported; all ones means not set.
                if span.load(UInt32.self, at: value.lowerBound, in: value) != .max { rule.hasOtherSelectors = true }
            default: rule.hasOtherSelectors = true
            }
        }
        self = rule
    }

    /// Always the whole selector: the kernel deletes the first rule that fits what it is told (S18).
    func encode(_ type: UInt16, flags: UInt16, into buffer: inout MessageBuffer, sequence: UInt32) {
        buffer.begin(type, flags: flags, sequence: sequence)
        buffer.ruleHeader(family: family.rawValue, action: action.rawValue)
        buffer.attribute(Wire.Rule.priority, priority)
        if table != 0 { buffer.attribute(Wire.Rule.table, table) }
        if let entry { buffer.attribute(Wire.Rule.entry, entry) }
        if isL3MDev { buffer.attribute(Wire.Rule.l3mdev, UInt8(1)) }
        buffer.attribute(Wire.Rule.protocolID, protocolID)
        buffer.end()
    }
}

extension Rule: CustomStringConvertible {
    /// The part of `ip rule add` after the verb.
    package var description: String {
        var text = "priority \(priority)"
        if let entry { text += " iif \(entry)" }
        if isL3MDev { text += " l3mdev" }
        if action != .lookup {
            text += " \(action)"
        } else if !isL3MDev {
            text += " lookup \(table == 255 ? "local" : "\(table)")"
        }
        return text + " protocol \(protocolID)"
    }
}
