// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Netlink
import TenancyCore
import TenancyKernel

/// A machine with an uplink trunk to the provider, whose routers are one namespace per tenant, and a workload per tenant.
///
/// ```
/// workload ── tb-KEY ─┐ VRF tv-KEY ┌─ tu-KEY ── eno1 ═══ trunk ── VLAN ── router
/// ```
/// All tenants have the CIDRs 10.20.0.0/16 and fd20::/64; the transit subnets differ. The machine's own address is 192.0.2.1 (2001:db8::1).
struct Site {
    /// One tenant of the site.
    struct Tenant {
        let key: NetworkKey
        let number: Int
        let router: Namespace

        var vlan: Int { 1100 + number }
        /// The machine's and the provider's address of the transit subnet.
        var transit: String { "10.99.0.\(2 * number + 1)" }
        var gateway: String { "10.99.0.\(2 * number)" }
        var transit6: String { "fd99:\(number + 1)::1" }
        var gateway6: String { "fd99:\(number + 1)::" }
        /// The workload's address, of which the last byte alone differs between tenants.
        var workload: String { "10.20.0.\(10 + number)" }
        var workload6: String { "fd20::\(10 + number)" }

        /// What no other tenant has, behind the bridge as well, so that leaks can tell it: its first 16 addresses are those that are offered.
        var offer: String { "10.50.\(number).0/28" }
        var offer6: String { "fd50:\(number)::/124" }
        /// The workload's addresses there, inside and outside of the offer.
        var inside: String { "10.50.\(number).10" }
        var inside6: String { "fd50:\(number)::a" }
        var outside: String { "10.50.\(number).16" }
        var outside6: String { "fd50:\(number)::10" }

        /// A way into the other's VRF, of both families.
        func leak(_ name: String, of owner: Tenant) throws -> [KernelNetwork.LeakRoute] {
            try [owner.offer, owner.offer6].map {
                .init(
                    leak: try LeakName(name), destination: try Prefix(parsing: $0), owner: owner.key,
                    ownerVRF: owner.key.vrf, metric: KernelNetwork.routeMetric)
            }
        }

        func network(
            _ vrf: KernelNetwork.VRF? = nil, leaks: [KernelNetwork.LeakRoute]? = nil, interface: String? = nil,
            mtu: Int? = nil
        ) throws -> KernelNetwork {
            let device = try interface.map { try InterfaceName($0) } ?? key.uplink
            let any4 = try Prefix(parsing: "0.0.0.0/0")
            let any6 = try Prefix(parsing: "::/0")
            let own = vrf ?? .own(name: key.vrf, table: 300 + number)
            var routes: [KernelNetwork.Route] = [
                .init(
                    destination: any4, target: .gateway(try IPAddress(parsing: gateway), device: device),
                    metric: KernelNetwork.routeMetric),
                .init(
                    destination: any6, target: .gateway(try IPAddress(parsing: gateway6), device: device),
                    metric: KernelNetwork.routeMetric),
            ]
            var bridge: KernelNetwork.Bridge?
            if case .own = own {
                let cidrs = try [Prefix(parsing: "10.20.0.0/16"), Prefix(parsing: "fd20::/64")]
                routes += ([any4, any6] + cidrs).map {
                    .init(destination: $0, target: .unreachable, metric: KernelNetwork.rejectMetric)
                }
                var addresses: [InterfaceAddress] = [
                    .init(address: try IPAddress(parsing: "10.20.0.1"), length: 16),
                    .init(address: try IPAddress(parsing: "fd20::1"), length: 64),
                ]
                if leaks != nil {
                    addresses += [
                        .init(address: try IPAddress(parsing: "10.50.\(number).1"), length: 24),
                        .init(address: try IPAddress(parsing: "fd50:\(number)::1"), length: 64),
                    ]
                }
                bridge = .init(name: key.bridge, addresses: addresses)
            }
            let addresses: [InterfaceAddress] = [
                .init(address: try IPAddress(parsing: transit), length: 31),
                .init(address: try IPAddress(parsing: transit6), length: 127),
            ]
            let uplink: KernelNetwork.Uplink =
                interface == nil
                ? .init(name: device, parent: try InterfaceName("eno1"), vlan: vlan, addresses: addresses, mtu: mtu)
                : .init(interface: device, addresses: addresses, mtu: mtu)
            return KernelNetwork(
                key: key, vrf: own, bridge: bridge, uplink: uplink,
                routes: routes, leaks: leaks ?? [])
        }
    }

    let machine: Namespace
    let tenants: [Tenant]
    private let fabric: Namespace

    init(_ keys: String...) async throws {
        machine = try await Namespace()
        fabric = try await Namespace()
        try await machine.run(
            """
            sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1
            ip link add eno1 type veth peer name trunk netns \(try await fabric.thread)
            ip link set eno1 up
            ip link add mgmt type dummy
            ip link set mgmt up
            ip address add 192.0.2.1/24 dev mgmt
            ip address add 2001:db8::1/64 dev mgmt nodad
            """)
        try await fabric.run("ip link set trunk up")
        var tenants: [Tenant] = []
        for (number, key) in keys.enumerated() {
            let tenant = Tenant(key: try NetworkKey(key), number: number, router: try await Namespace())
            try await fabric.run(
                """
                ip link add link trunk name vlan\(number) type vlan id \(tenant.vlan)
                ip link set vlan\(number) netns \(try await tenant.router.thread)
                """)
            try await tenant.router.run(
                """
                ip link set vlan\(number) up
                ip address add \(tenant.gateway)/31 dev vlan\(number)
                ip address add \(tenant.gateway6)/127 dev vlan\(number) nodad
                ip route add 10.20.0.0/16 via \(tenant.transit)
                ip -6 route add fd20::/64 via \(tenant.transit6)
                """)
            tenants.append(tenant)
        }
        self.tenants = tenants
    }

    /// An interface of the machine's own towards the tenant's provider, who leaves the VLAN. It is down.
    func connect(_ interface: String, to tenant: Tenant) async throws {
        try await machine.run(
            """
            ip link add \(interface) type veth peer name direct netns \(try await tenant.router.thread)
            """)
        try await tenant.router.run(
            """
            ip link delete vlan\(tenant.number)
            ip link set direct up
            ip address add \(tenant.gateway)/31 dev direct
            ip address add \(tenant.gateway6)/127 dev direct nodad
            ip route add 10.20.0.0/16 via \(tenant.transit)
            ip -6 route add fd20::/64 via \(tenant.transit6)
            """)
    }

    /// A container on the tenant's bridge.
    func workload(of tenant: Tenant) async throws -> Namespace {
        let workload = try await Namespace()
        try await machine.run(
            """
            ip link add port\(tenant.number) type veth peer name eth0 netns \(try await workload.thread)
            ip link set port\(tenant.number) master \(tenant.key.bridge) up
            """)
        try await workload.run(
            """
            ip link set eth0 up
            ip address add \(tenant.workload)/16 dev eth0
            ip address add \(tenant.workload6)/64 dev eth0 nodad
            ip route add default via 10.20.0.1
            ip -6 route add default via fd20::1
            """)
        return workload
    }
}
