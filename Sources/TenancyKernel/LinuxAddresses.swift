// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import Netlink
package import TenancyCore

/// The addresses of this host. They are read on a thread of their own, so that a long application of the plan holds up no request.
package actor LinuxAddresses: NodeAddresses {
    private nonisolated let executor: ThreadExecutor
    /// Opened on the actor's thread with the first use, because a socket belongs to the network namespace of the thread that opens it.
    private var socket: NetlinkSocket?
    private var last: (at: ContinuousClock.Instant, addresses: [NodeAddress])?

    /// For how long an answer serves: a host with thousands of VLANs takes milliseconds to list, and each request asks.
    private static let freshness = Duration.seconds(1)

    package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.unowned }

    /// Starts the thread.
    ///
    /// - Throws: `NetlinkError` when the thread cannot be started.
    package init() throws {
        executor = try ThreadExecutor()
    }

    /// See `NodeAddresses`. What an interface got less than a second ago may be missing.
    package func nodeAddresses() async throws -> [NodeAddress] {
        let now = ContinuousClock.now
        if let last, last.at.duration(to: now) < Self.freshness { return last.addresses }
        do throws(NetlinkError) {
            if socket == nil { socket = try NetlinkSocket() }
            let links = try socket?.links() ?? []
            let addresses = Self.own(links, try socket?.addresses() ?? [])
            last = (now, addresses)
            return addresses
        } catch {
            socket = nil
            throw TenancyError(
                .internal, "cannot read the addresses of this node", hint: "ip address show", cause: "\(error)")
        }
    }

    /// The addresses that the node itself has: not those of our devices, of members of a VRF, the loopback's and link-local ones.
    static func own(_ links: [NetworkLink], _ addresses: [AssignedAddress]) -> [NodeAddress] {
        let byIndex = Dictionary(links.map { ($0.index, $0) }) { first, _ in first }
        return addresses.compactMap { assigned -> NodeAddress? in
            let address = IPAddress(bits: assigned.prefix.address.bits)
            guard let link = byIndex[assigned.device], DeviceRole.of(link) == nil, GivenInterface(link) == nil,
                link.kind != "vrf",
                link.master.flatMap({ byIndex[$0]?.kind }) != "vrf", address.isUnicast, !address.isLinkLocal
            else { return nil }
            return NodeAddress(address: address, interface: link.name)
        }.sorted { ($0.address, $0.interface) < ($1.address, $1.interface) }
    }
}

extension IPAddress {
    fileprivate var isLinkLocal: Bool {
        switch family {
        case .ipv4: bits >> 16 & 0xffff == 0xa9fe
        case .ipv6: bits >> 118 == 0x3fa
        }
    }
}
