// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// A link to create. It is created down; group and master are set in the same message, so the mark is there from the first moment.
package struct NewLink: Hashable, Sendable, CustomStringConvertible {
    package var name: String
    package var kind: LinkKind
    package var group: UInt32
    package var master: UInt32?
    package var mtu: UInt32?

    package init(name: String, kind: LinkKind, group: UInt32 = 0, master: UInt32? = nil, mtu: UInt32? = nil) {
        self.name = name
        self.kind = kind
        self.group = group
        self.master = master
        self.mtu = mtu
    }

    package var description: String {
        var text = "ip link add"
        if case .vlan(let parent, _) = kind { text += " link if\(parent)" }
        text += " name \(name)"
        if let mtu { text += " mtu \(mtu)" }
        if group != 0 { text += " group \(group)" }
        if let master { text += " master if\(master)" }
        return text + " type \(kind)"
    }

    func encode(into buffer: inout MessageBuffer, sequence: UInt32) {
        buffer.begin(Wire.Message.newLink, flags: Wire.Flag.create | Wire.Flag.exclusive, sequence: sequence)
        buffer.linkHeader(index: 0)
        buffer.attribute(Wire.Link.name, name)
        if let mtu { buffer.attribute(Wire.Link.mtu, mtu) }
        if case .vlan(let parent, _) = kind { buffer.attribute(Wire.Link.parent, parent) }
        if let master { buffer.attribute(Wire.Link.master, master) }
        if group != 0 { buffer.attribute(Wire.Link.group, group) }
        buffer.nested(Wire.Link.info) { info in
            info.attribute(Wire.Link.infoKind, kind.name)
            switch kind {
            case .vrf(let table):
                info.nested(Wire.Link.infoData) { $0.attribute(Wire.Link.vrfTable, table) }
            case .vlan(_, let id):
                info.nested(Wire.Link.infoData) { $0.attribute(Wire.Link.vlanID, id) }
            case .veth(let peer):
                info.nested(Wire.Link.infoData) { data in
                    data.nested(Wire.Link.vethPeer) { end in
                        end.linkHeader(index: 0)
                        end.attribute(Wire.Link.name, peer)
                    }
                }
            case .bridge, .dummy:
                break
            }
        }
        buffer.end()
    }
}
