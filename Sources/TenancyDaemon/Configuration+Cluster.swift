// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import TenancyCluster
import TenancyCore

extension Configuration {
    /// How the cluster is read, and how long a stage lasts that it cannot confirm.
    static func access(_ section: inout ConfigurationSection) throws -> (KubernetesCluster.Access?, Duration) {
        let kubeconfig = try section.value("kubeconfig", "an absolute path") { $0.hasPrefix("/") ? $0 : nil }
        let folder = try section.value("serviceAccount", "an absolute path") { $0.hasPrefix("/") ? $0 : nil }
        let server = try section.value("server", "an address that begins with https://") { text in
            text.hasPrefix("https://") && !text.contains("@") && !text.hasSuffix("/") ? text : nil
        }
        let delay = try section.value("unconfirmedDelay", "a number of seconds from 0 to 86400") { text in
            Int64(text).flatMap { (0...86_400).contains($0) ? $0 : nil }
        }
        let access: KubernetesCluster.Access?
        switch (kubeconfig, folder, server) {
        case (nil, nil, nil): access = nil
        case (let path?, nil, nil): access = .kubeconfig(path)
        case (nil, let folder?, let server?): access = .serviceAccount(folder, server: server)
        default:
            throw section.failure(
                "kubeconfig", "is one way to read the cluster, serviceAccount with server the other: choose one")
        }
        return (access, .seconds(delay ?? 300))
    }

    /// What the links of connected networks are numbered from: one range of each family at most, each large enough for one connection.
    static func connectRanges(_ section: inout ConfigurationSection) throws -> [Prefix] {
        let ranges = try section.values("connectSubnets", "a prefix", Prefix.init(parsing:))
        for range in ranges where 128 - range.bits < Leak.Connection.subnetBits {
            throw section.failure("connectSubnets", "has \(range), and a connection takes 256 addresses")
        }
        guard Set(ranges.map(\.family)).count == ranges.count else {
            throw section.failure("connectSubnets", "has two ranges of one family: keep one")
        }
        return ranges
    }

    /// The EVPN fabric, which the feature needs and nothing else does.
    static func evpn(
        _ section: inout ConfigurationSection, _ features: Set<ClusterFeature>, asn: UInt32
    ) throws -> (fabric: ClusterSettings.EVPN, routeTargetASN: UInt16?)? {
        var evpn = try section.section("evpn")
        let vtep = try evpn.values("vtep", "a prefix", Prefix.init(parsing:))
        let peers = try evpn.sections("peers").map { section in
            var section = section
            let address = try section.require(
                section.value("address", "an address", IPAddress.init(parsing:)), "address")
            let number = try section.require(section.value("asn", "an AS number", UInt32.init), "asn")
            try section.finish()
            return NetworkSpec.BGP(asn: number, peer: address)
        }
        let target = try evpn.value("routeTargetASN", "a number from 1 to 65535") { text in
            UInt16(text).flatMap { $0 > 0 ? $0 : nil }
        }
        try evpn.finish()
        guard features.contains(.evpn) else {
            guard vtep.isEmpty, peers.isEmpty, target == nil else {
                throw section.failure("evpn", "needs evpn among cluster.features")
            }
            return nil
        }
        guard !vtep.isEmpty, vtep.count <= 20 else {
            throw section.failure("evpn", "needs vtep, one to 20 prefixes that the node's VTEP address lies in")
        }
        for (index, prefix) in vtep.enumerated() {
            guard let other = vtep[..<index].first(where: { $0.overlaps(prefix) }) else { continue }
            throw section.failure("evpn", "has vtep \(prefix), which overlaps \(other)")
        }
        guard !peers.isEmpty else {
            throw section.failure("evpn", "needs peers, the speakers of the fabric: [{address: ADDRESS, asn: ASN}]")
        }
        guard Set(peers.map(\.peer)).count == peers.count else {
            throw section.failure("evpn", "has two peers with one address")
        }
        // FRR takes the lower half of a longer number, which is nobody's.
        return (ClusterSettings.EVPN(vtep: vtep, peers: peers), target ?? UInt16(exactly: asn))
    }
}
