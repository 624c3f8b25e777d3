// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

package import Netlink
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

    /// Looks at the network namespace that the executor's thread is in.
    package init(executor: ThreadExecutor) {
        self.executor = executor
    }

    package func occupants(of tenant: Tenant, own: [Prefix]) async throws -> [Blocker] {
        do {
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
            return (found + (try ConnectionCount.blockers(of: tenant, own: own))).sorted()
        } catch let error as NetlinkError {
            socket = nil
            throw TenancyError(
                .internal, "cannot read what lives in the kernel", hint: "ip -d link show", cause: "\(error)")
        }
    }

    package func examine() async -> [Finding] {
        do throws(NetlinkError) {
            if socket == nil { socket = try NetlinkSocket() }
            let links = try socket?.links() ?? []
            let rules = try (socket?.rules(.ipv4) ?? []) + (socket?.rules(.ipv6) ?? [])
            return [
                KernelExamination.names(links), KernelExamination.vrfs(links), KernelExamination.rules(rules, links),
                KernelExamination.sources(links, isFiltered: try? SourceFilter.isThere(devices: "tb-")),
            ]
        } catch {
            socket = nil
            return [Finding("kernel", .failed, "cannot read the kernel: \(error)", remedy: "ip -d link show")]
        }
    }

    /// The indices of a network's VRF and bridge.
    private static func members(of network: Network, _ links: [NetworkLink]) -> Set<UInt32> {
        let names = Set([network.key.vrf, network.key.bridge].map(\.description))
        return Set(links.filter { names.contains($0.name) }.map(\.index))
    }

    /// Devices of others in the VRF or on the bridge: what a virtual machine or a container hangs on.
    static func devices(_ members: Set<UInt32>, _ links: [NetworkLink], in network: Network) -> [Blocker] {
        links.filter { link in
            link.master.map(members.contains) == true && DeviceRole.of(link) == nil && GivenInterface(link) == nil
        }.map { link in
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
}
