// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

package import Netlink
package import TenancyCore

/// An interface of the node's own that a network was given as its uplink.
///
/// An alternative name marks it and says how the interface was, so that it can be given back: nothing that it had is changed by the mark, and the memory lives exactly as
/// long as what it remembers.
package struct GivenInterface: Sendable, Equatable {
    package let network: NetworkKey
    /// In bytes, as it was.
    package let mtu: UInt32
    package let wasUp: Bool

    package init(network: NetworkKey, mtu: UInt32, wasUp: Bool) {
        self.network = network
        self.mtu = mtu
        self.wasUp = wasUp
    }

    /// What the link's mark says; nil when it has none.
    package init?(_ link: NetworkLink) {
        guard let found = link.alternativeNames.lazy.compactMap(Self.init).first else { return nil }
        self = found
    }

    private static let (prefix, mtuPrefix) = ("tenancy", "mtu")

    /// The alternative name, such as `tenancy-acme-mtu1500-up`. The kernel takes no colon in it.
    package var mark: String { "\(Self.prefix)-\(network)-\(Self.mtuPrefix)\(mtu)-\(wasUp ? "up" : "down")" }

    private init?(mark: String) {
        let words = mark.split(separator: "-", omittingEmptySubsequences: false)
        guard words.count >= 4, words[0] == Self.prefix, words[words.count - 2].hasPrefix(Self.mtuPrefix),
            let mtu = UInt32(words[words.count - 2].dropFirst(Self.mtuPrefix.count)),
            let network = try? NetworkKey(words[1..<(words.count - 2)].joined(separator: "-")),
            ["up", "down"].contains(words[words.count - 1])
        else { return nil }
        self.init(network: network, mtu: mtu, wasUp: words[words.count - 1] == "up")
        // What is written another way is not ours.
        guard self.mark == mark else { return nil }
    }
}
