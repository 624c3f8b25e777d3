// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import Netlink
internal import Platform
package import TenancyCore

/// What lives in this host's kernel for a tenant. It is read on a thread of its own.
package actor LinuxOccupancy: KernelOccupancy {
    private nonisolated let executor: ThreadExecutor
    /// Opened with the first use, on the actor's thread.
    private var socket: NetlinkSocket?

    package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.unowned }

    /// Starts the thread.
    ///
    /// - Throws: `NetlinkError` when the thread cannot be started.
    package init() throws {
        executor = try ThreadExecutor()
    }

    package func occupants(of tenant: Tenant) async throws -> [Blocker] {
        do throws(NetlinkError) {
            if socket == nil { socket = try NetlinkSocket() }
            let links = try socket?.links() ?? []
            let neighbours = try socket?.neighbours() ?? []
            var found: [Blocker] = []
            for network in tenant.networks where network.spec.connectivity == .hostVRF {
                let members = Self.members(of: network, links)
                found += Self.devices(members, links, in: network)
                found += Self.machines(neighbours, behind: members, links, in: network)
                if let table = network.table { found += try foreignRoutes(UInt32(table), in: network) }
            }
            return (found + connections(of: tenant)).sorted()
        } catch {
            socket = nil
            throw TenancyError(
                .internal, "cannot read what lives in the kernel", hint: "ip -d link show", cause: "\(error)")
        }
    }

    /// The indices of a network's VRF and bridge.
    private static func members(of network: Network, _ links: [NetworkLink]) -> Set<UInt32> {
        let names = Set([network.key.vrf, network.key.bridge].map(\.description))
        return Set(links.filter { names.contains($0.name) }.map(\.index))
    }

    /// Devices of others in the VRF or on the bridge: what a virtual machine or a container hangs on.
    static func devices(_ members: Set<UInt32>, _ links: [NetworkLink], in network: Network) -> [Blocker] {
        links.filter { link in link.master.map(members.contains) == true && DeviceRole.of(link) == nil }.map { link in
            Blocker(
                kind: "Device", object: link.name, why: "is attached to network \(network.key)",
                show: "ip -d link show dev \(link.name)", remove: "ip link set dev \(link.name) nomaster")
        }
    }

    /// Who answers behind the network's own devices. The provider's end of the uplink is none of the tenant's.
    static func machines(
        _ neighbours: [Neighbour], behind members: Set<UInt32>, _ links: [NetworkLink], in network: Network
    ) -> [Blocker] {
        let names = Dictionary(links.map { ($0.index, $0.name) }) { first, _ in first }
        return neighbours.filter { $0.isLive && members.contains($0.device) }.map { neighbour in
            let (address, device) = (IPAddress(bits: neighbour.address.bits), names[neighbour.device] ?? "?")
            return Blocker(
                kind: "Neighbour", object: "\(address)", why: "answers behind \(device)",
                show: "ip neighbour show dev \(device)", remove: "ip neighbour delete \(address) dev \(device)")
        }
    }

    private func foreignRoutes(_ table: UInt32, in network: Network) throws(NetlinkError) -> [Blocker] {
        var found: [Blocker] = []
        for family in [InternetFamily.ipv4, .ipv6] {
            let routes = try socket?.routes(family, table: table) ?? []
            // The kernel's own routes go with the devices.
            for route in routes where ![RouteProtocol.kernel, RouteProtocol.tenancy].contains(route.protocolID) {
                let destination = "\(route.destination)"
                let option = family == .ipv6 ? " -6" : ""
                found.append(
                    Blocker(
                        kind: "Route", object: destination, why: "was added to table \(table) by somebody else",
                        show: "ip\(option) route show vrf \(network.key.vrf)",
                        remove: "ip\(option) route delete \(destination) vrf \(network.key.vrf)"))
            }
        }
        return found
    }

    // MARK: Connections

    /// The size of the list of connections that is looked through at most.
    private static let listLimit = 64 << 20

    /// Connections that use a public address of the tenant. Its own CIDRs may be another tenant's as well, and the list does not say in which VRF.
    private func connections(of tenant: Tenant) -> [Blocker] {
        let addresses = Set(
            tenant.networks.flatMap {
                $0.loadBalancerAddresses + $0.prefixes(.floating).map(\.first) + $0.egressAddresses
            }
            .map(\.description))
        // Without connection tracking there is no list.
        guard !addresses.isEmpty,
            let list = try? FileSystem.read("/proc/net/nf_conntrack", limit: Self.listLimit)
        else { return [] }
        return Self.connections(String(decoding: list, as: UTF8.self), with: addresses)
    }

    /// Counts the connections of a list in the kernel's format, by address.
    static func connections(_ list: String, with addresses: Set<String>) -> [Blocker] {
        var counts: [String: Int] = [:]
        for line in list.split(separator: "\n") {
            let ends = line.split(separator: " ").compactMap { word -> String? in
                guard word.hasPrefix("src=") || word.hasPrefix("dst=") else { return nil }
                let text = String(word.dropFirst(4))
                return text.contains(":") ? Self.shortened(text) : text
            }
            for address in addresses.intersection(ends) { counts[address, default: 0] += 1 }
        }
        return counts.sorted { $0.key < $1.key }.map { address, count in
            Blocker(
                kind: "Connection", object: address,
                why: "\(count) \(count == 1 ? "connection uses" : "connections use") it",
                show: "conntrack -L | grep -F =\(address)",
                remove: "conntrack -D -d \(address); conntrack -D -s \(address)")
        }
    }

    /// The usual form of an IPv6 address that the kernel has written in full, with leading zeros.
    private static func shortened(_ text: String) -> String {
        let groups = text.split(separator: ":").map { group in
            let digits = group.drop { $0 == "0" }
            return digits.isEmpty ? "0" : String(digits)
        }
        return (try? IPAddress(parsing: groups.joined(separator: ":")))?.description ?? text
    }
}
