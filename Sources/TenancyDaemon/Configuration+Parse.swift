// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Platform
import TenancyAgent
import TenancyCore
import TenancyGit
import YAML

extension Configuration {
    /// The size that a configuration may have.
    private static let sizeLimit = 1 << 20

    /// Reads and checks a configuration file.
    ///
    /// - Parameter hostName: The node's name when the file names none.
    /// - Throws: `ConfigurationError` with file and line.
    package init(file: String, hostName: String) throws {
        let bytes: [UInt8]
        do throws(SystemError) {
            bytes = try FileSystem.read(file, limit: Self.sizeLimit)
        } catch {
            throw ConfigurationError(file: file, line: nil, message: "\(error)")
        }
        try self.init(bytes, file: file, hostName: hostName)
    }

    /// Checks the text of a configuration.
    package init(_ bytes: [UInt8], file: String, hostName: String) throws {
        let document: YAMLNode
        do throws(YAMLError) {
            document = try YAMLNode.parse(bytes)
        } catch {
            throw ConfigurationError(file: file, line: error.line, message: error.message)
        }
        var root = try ConfigurationSection(document, file: file, path: "")
        let directory = try root.value("stateDirectory", "an absolute path", Self.path) ?? "/var/lib/tenancy"
        stateDirectory = directory

        var socket = try root.section("socket")
        socketPath =
            try socket.value("path", "an absolute path of at most 107 bytes") { text in
                text.utf8.count <= 107 ? Self.path(text) : nil
            } ?? "/run/tenancy/api.sock"
        writeGroup = try socket.text("group") ?? "tenancy"
        readGroup = try socket.text("viewGroup") ?? "tenancy-view"
        try socket.finish()

        var log = try root.section("log")
        logLevel = try log.choice("level", as: LogLevel.self) ?? .info
        try log.finish()

        var node = try root.section("node")
        let nodeName = try node.text("name") ?? hostName
        let uplink = try node.value("uplink", "an interface name", InterfaceName.init)
        let mtu = try node.value("uplinkMTU", "a number from 1280 to 65535") { text in
            Int(text).flatMap { (1280...65535).contains($0) ? $0 : nil }
        }
        try node.finish()

        var addressing = try root.section("addressing")
        let overlap = try addressing.value("overlap", "allow or refuse") { ["allow": true, "refuse": false][$0] }
        let connectivity = try addressing.choice("connectivity", as: Connectivity.self)
        numberPools = [
            try Self.numbers("tables", .table, standard: "256-999", &addressing),
            try Self.numbers("vlans", .vlan, standard: "100-3999", &addressing),
        ]
        let reserved = try addressing.sections("reserved").map { section in
            var section = section
            let name = try section.require(section.text("name"), "name")
            let prefix = try section.require(section.value("cidr", "a prefix", Prefix.init(parsing:)), "cidr")
            try section.finish()
            return PlanSettings.Reserved(name: name, prefix: prefix)
        }
        try addressing.finish()

        var bgp = try root.section("bgp")
        let asn = try bgp.value("asn", "an AS number", UInt32.init) ?? 64_512
        let peerASN = try bgp.value("peerASN", "an AS number", UInt32.init)
        let routerID = try bgp.value("routerID", "an IPv4 address", IPAddress.init(parsing:))
        let bfd = try Self.bfd(try bgp.section("bfd"))
        try bgp.finish()

        var cluster = try root.section("cluster")
        let release = try cluster.choice("ovnRelease", as: ClusterSettings.OVNRelease.self)
        let isLocal = try cluster.value("gatewayMode", "local or shared") { ["local": true, "shared": false][$0] }
        let metalLB = try cluster.value("metalLBNamespace", "a namespace", NamespaceName.init)
        let metalLBRelease =
            try cluster.choice("metalLBRelease", as: ClusterSettings.MetalLBRelease.self) ?? .release016
        let metalLBBGPType =
            try cluster.choice("metalLBBGPType", as: ClusterSettings.MetalLBBGPType.self) ?? metalLBRelease.bgpType
        if metalLBBGPType == .native, bfd != nil {
            throw ConfigurationError(
                file: file, line: nil,
                message: "bgp.bfd: MetalLB's own BGP (cluster.metalLBBGPType: native) knows no BFD")
        }
        let frrK8s = try cluster.value("frrK8sNamespace", "a namespace", NamespaceName.init)
        let interfaces = try cluster.values("l2Interfaces", "an interface name", InterfaceName.init)
        let egress = try cluster.values("egressSubnets", "a prefix", Prefix.init(parsing:))
        let anchor = try cluster.value("anchor", "a prefix", Prefix.init(parsing:))
        let features = Set(try cluster.values("features", Self.featureText, ClusterFeature.init))
        for feature in features where !feature.isKnown(to: release ?? .release13) {
            throw ConfigurationError(
                file: file, line: nil,
                message: "cluster.features: \(feature.rawValue) needs OVN-Kubernetes \(feature.since.rawValue)")
        }
        let connectRanges = try Self.connectRanges(&cluster)
        let evpn = try Self.evpn(&cluster, features, asn: asn)
        (clusterAccess, unconfirmedDelay) = try Self.access(&cluster)
        try cluster.finish()

        git = try Self.git(try root.section("git"), standard: "\(directory)/manifests.git")
        git.writer = nodeName
        requests = try Self.requests(try root.section("requests"), git, state: directory)
        let gitOps = try Self.gitOps(try root.section("gitops"), git)
        let namespaceDefaults = try Self.namespaceDefaults(try root.section("namespaces"))
        try root.finish()

        let own =
            connectRanges.map { PlanSettings.Reserved(name: "connectSubnets", prefix: $0) }
            + (evpn?.fabric.vtep ?? []).map { PlanSettings.Reserved(name: "evpn.vtep", prefix: $0) }
        for range in own {
            guard let other = (reserved + own.filter { $0 != range }).first(where: { $0.prefix.overlaps(range.prefix) })
            else { continue }
            throw ConfigurationError(
                file: file, line: nil,
                message:
                    "cluster.\(range.name): \(range.prefix) overlaps \(other.prefix), which is reserved as \(other.name)"
            )
        }
        var plan = PlanSettings(
            reserved: reserved + own, allowOverlap: overlap ?? true, defaultConnectivity: connectivity ?? .vrfLite,
            defaultUplink: uplink, defaultPeerASN: peerASN, egressSubnets: egress, isLocalGateway: isLocal ?? true)
        plan.features = features
        plan.metalLBBGPType = metalLBBGPType
        plan.connectRanges = connectRanges
        plan.routeTargetASN = evpn?.routeTargetASN
        plan.fabricPeers = evpn?.fabric.peers ?? []
        settings = AgentSettings(
            plan: plan,
            cluster: ClusterSettings(
                ovnRelease: release ?? .release13, metalLBNamespace: try metalLB ?? NamespaceName("metallb-system"),
                frrK8sNamespace: try frrK8s ?? NamespaceName("frr-k8s-system"), nodeName: nodeName, asn: asn,
                routerID: routerID, l2Interfaces: interfaces.isEmpty ? [try InterfaceName("br-ex")] : interfaces,
                anchor: try anchor ?? Prefix(parsing: "192.0.2.255/32")))
        settings.uplinkMTU = mtu
        settings.cluster.gitOps = gitOps
        settings.cluster.namespaceDefaults = namespaceDefaults
        settings.cluster.features = features
        settings.cluster.metalLBRelease = metalLBRelease
        settings.cluster.metalLBBGPType = metalLBBGPType
        settings.cluster.bfd = bfd
        settings.cluster.evpn = evpn?.fabric
        for (key, isUsed, feature) in [
            ("egressAllow", !namespaceDefaults.egressAllow.isEmpty, ClusterFeature.egressFirewall),
            ("qos", namespaceDefaults.quality != nil, .networkQoS),
        ] where isUsed && !features.contains(feature) {
            throw ConfigurationError(
                file: file, line: nil,
                message: "namespaces.\(key) needs \(feature.rawValue) among cluster.features")
        }
    }

    private static func path(_ text: String) -> String? { text.hasPrefix("/") ? text : nil }

    private static func numbers(
        _ key: String, _ kind: PoolKind, standard: String, _ section: inout ConfigurationSection
    ) throws -> PoolRequest {
        let range = try section.value(key, "a range of numbers") { text in
            let extent = try Extent(parsingNumbers: text)
            guard let limits = kind.limits, limits.contains(extent) else { return nil as Extent? }
            return extent
        }
        // An hour is enough for the kernel to forget a VRF or VLAN before its number serves another tenant.
        return PoolRequest(
            name: try PoolName(key), kind: kind, range: try range ?? Extent(parsingNumbers: standard),
            quarantine: .seconds(3600))
    }

    private static func git(_ section: ConfigurationSection, standard: String) throws -> GitSettings {
        var section = section
        var git = GitSettings(repository: try section.value("repository", "an absolute path", path) ?? standard)
        git.branch = try section.text("branch") ?? git.branch
        git.folder = try section.text("folder") ?? git.folder
        git.remote = try section.text("remote")
        git.sshKey = try section.value("sshKey", "an absolute path", path)
        git.knownHosts = try section.value("knownHosts", "an absolute path", path)
        git.credentialFile = try section.value("credentialFile", "an absolute path", path)
        git.signingKey = try section.text("signingKey")
        git.signingFormat = try section.choice("signingFormat", as: GitSettings.SigningFormat.self) ?? git.signingFormat
        git.gnupgHome = try section.value("gnupgHome", "an absolute path", path)
        git.proposalBranch = try section.value("proposalBranch", "another branch than 'branch'") { text in
            text == git.branch || text.isEmpty ? nil : text
        }
        git.authorName = try section.text("authorName") ?? git.authorName
        git.authorEmail = try section.text("authorEmail") ?? git.authorEmail
        try section.finish()
        return git
    }
}
