// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import TenancyCore
internal import YAML

/// A run of addresses with what it is used for and where that is written.
struct AddressUse {
    enum Purpose: CaseIterable {
        case pool
        case egress
        /// A network whose addresses others may meet.
        case network
        /// A network with a VRF of its own: others of that kind may have the same addresses.
        case isolatedNetwork
        /// The links of connected networks.
        case link
        /// The ends of an EVPN fabric's tunnels, of which the node has one.
        case fabric
        case reserved
        case node
    }

    let purpose: Purpose
    let extent: Extent
    /// What the file says.
    let text: String
    /// `nil` for what the files do not contain.
    let object: LintObject?
    let line: Int

    var title: String { object.map { "\(text) of \($0.place)" } ?? text }

    /// The pairs that overlap and may not, each with the later one in the order of addresses, then of files, first; for each use the one
    /// that reaches furthest of each purpose.
    static func conflicts(_ uses: [AddressUse]) -> [(AddressUse, AddressUse)] {
        let sorted = uses.sorted { one, other in
            (one.extent, one.object?.file ?? "", one.line) < (other.extent, other.object?.file ?? "", other.line)
        }
        var furthest: [Purpose: AddressUse] = [:]
        var conflicts: [(AddressUse, AddressUse)] = []
        for use in sorted {
            for purpose in Purpose.allCases {
                guard let other = furthest[purpose], other.extent.overlaps(use.extent) else { continue }
                if purpose.excludes(use.purpose) { conflicts.append((use, other)) }
            }
            if furthest[use.purpose].map({ $0.extent.last < use.extent.last }) ?? true { furthest[use.purpose] = use }
        }
        return conflicts
    }
}

extension AddressUse.Purpose {
    /// Whether no address may have both uses.
    func excludes(_ other: Self) -> Bool {
        switch (self, other) {
        case (.isolatedNetwork, .isolatedNetwork), (.reserved, .reserved), (.node, .node): false
        // Connections are held against those of the same networks, and VTEPs against themselves.
        case (.link, .link), (.fabric, .fabric), (.fabric, .node), (.node, .fabric): false
        case (.reserved, .node), (.node, .reserved), (.reserved, .egress), (.egress, .reserved): false
        default: true
        }
    }
}
