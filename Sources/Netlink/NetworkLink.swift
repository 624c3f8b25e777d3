// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// A network interface as the kernel reports it.
package struct NetworkLink: Hashable, Sendable {
    package var index: UInt32
    package var name: String
    /// The kernel's name of the kind (`vrf`, `bridge`, `vlan`, …); nil for a plain device.
    package var kind: String?
    /// The routing table of a VRF.
    package var table: UInt32?
    /// The VLAN id of a VLAN.
    package var vlan: UInt16?
    /// The link below this one; nil when there is none or when it lies in another network namespace.
    package var parent: UInt32?
    package var master: UInt32?
    package var group: UInt32
    package var alias: String?
    /// Names beside the name, which the kernel keeps unique as it does names.
    package var alternativeNames: [String] = []
    package var mtu: UInt32
    package var isUp: Bool

    package init(
        index: UInt32, name: String, kind: String? = nil, table: UInt32? = nil, vlan: UInt16? = nil,
        parent: UInt32? = nil,
        master: UInt32? = nil, group: UInt32 = 0, alias: String? = nil, mtu: UInt32 = 1500, isUp: Bool = false
    ) {
        self.index = index
        self.name = name
        self.kind = kind
        self.table = table
        self.vlan = vlan
        self.parent = parent
        self.master = master
        self.group = group
        self.alias = alias
        self.mtu = mtu
        self.isUp = isUp
    }

    /// Reads `struct ifinfomsg` and its attributes; nil when there is no whole header or no name.
    init?(_ span: RawSpan, _ range: Range<Int>) {
        guard let index = span.load(UInt32.self, at: range.lowerBound + 4, in: range),
            let flags = span.load(UInt32.self, at: range.lowerBound + 8, in: range)
        else { return nil }
        self.init(index: index, name: "", mtu: 0, isUp: flags & Wire.Link.flagUp != 0)
        var link = self
        var hasForeignParent = false
        span.forEachAttribute(in: range, from: range.lowerBound + 16) { type, value in
            switch type {
            case Wire.Link.name: link.name = span.text(in: value)
            case Wire.Link.mtu: link.mtu = span.load(UInt32.self, at: value.lowerBound, in: value) ?? 0
            case Wire.Link.parent: link.parent = span.load(UInt32.self, at: value.lowerBound, in: value)
            case Wire.Link.parentNamespace: hasForeignParent = true
            case Wire.Link.master: link.master = span.load(UInt32.self, at: value.lowerBound, in: value)
            case Wire.Link.group: link.group = span.load(UInt32.self, at: value.lowerBound, in: value) ?? 0
            case Wire.Link.alias: link.alias = span.text(in: value)
            case Wire.Link.info: link.readInfo(span, value)
            case Wire.Link.properties:
                span.forEachAttribute(in: value, from: value.lowerBound) { type, value in
                    if type == Wire.Link.alternativeName { link.alternativeNames.append(span.text(in: value)) }
                }
            default: break
            }
        }
        guard !link.name.isEmpty else { return nil }
        if hasForeignParent { link.parent = nil }
        self = link
    }

    private mutating func readInfo(_ span: RawSpan, _ range: Range<Int>) {
        var link = self
        var data: Range<Int>?
        span.forEachAttribute(in: range, from: range.lowerBound) { type, value in
            switch type {
            case Wire.Link.infoKind: link.kind = span.text(in: value)
            case Wire.Link.infoData: data = value
            default: break
            }
        }
        if let data {
            // The same attribute numbers mean other things in other kinds.
            span.forEachAttribute(in: data, from: data.lowerBound) { type, value in
                switch (link.kind, type) {
                case ("vrf", Wire.Link.vrfTable): link.table = span.load(UInt32.self, at: value.lowerBound, in: value)
                case ("vlan", Wire.Link.vlanID): link.vlan = span.load(UInt16.self, at: value.lowerBound, in: value)
                default: break
                }
            }
        }
        self = link
    }
}
