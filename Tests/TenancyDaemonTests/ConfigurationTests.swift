// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Platform
import TenancyAgent
import TenancyCore
import TenancyDaemon
import TenancyGit
import Testing

@Suite("The configuration")
struct ConfigurationTests {
    private func parse(_ text: String) throws -> Configuration {
        try Configuration(Array(text.utf8), file: "tenancyd.yaml", hostName: "node0")
    }

    @Test("the shipped configuration is right, and says what the defaults are")
    func shipped() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let shipped = try Configuration(file: root.appending(path: "configs/tenancyd.yaml").path, hostName: "node0")
        let empty = try parse("")
        #expect(shipped.settings == empty.settings)
        #expect(shipped.git == empty.git)
        #expect(shipped.numberPools == empty.numberPools)
        #expect(
            [
                shipped.stateDirectory, shipped.socketPath, shipped.writeGroup, shipped.readGroup,
                shipped.logLevel.rawValue,
            ]
                == [empty.stateDirectory, empty.socketPath, empty.writeGroup, empty.readGroup, empty.logLevel.rawValue])
    }

    @Test(
        "the ranges for the links of connected networks and for VTEPs are the fabric's and the connections', and nobody else's"
    )
    func joined() throws {
        let text =
            "bgp: {asn: 64700}\ncluster: {features: [evpn, cluster-network-connect], connectSubnets: [10.255.0.0/16, 'fd0f::/64'], evpn: {vtep: [100.127.0.0/24], peers: [{address: 192.0.2.1, asn: 64513}]}}"
        let settings = try parse(text).settings
        #expect(
            settings.plan.reserved.map { "\($0.name) \($0.prefix)" } == [
                "connectSubnets 10.255.0.0/16", "connectSubnets fd0f::/64", "evpn.vtep 100.127.0.0/24",
            ])
        #expect(settings.plan.connectRanges.map(\.description) == ["10.255.0.0/16", "fd0f::/64"])
        #expect(settings.plan.routeTargetASN == 64_700)
        let long = try parse(text.replacing("64700", with: "4200000000")).settings
        #expect(long.cluster.evpn != nil && long.plan.routeTargetASN == nil)
        let own = try parse(text.replacing("asn: 64513}]", with: "asn: 64513}], routeTargetASN: 65000")).settings
        #expect(own.plan.routeTargetASN == 65_000)
    }

    @Test("the shipped configuration has every key, so that nothing can only be found in the code")
    func complete() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let text = try String(contentsOf: root.appending(path: "configs/tenancyd.yaml"), encoding: .utf8)
        // The hint for a key that is near to none lists all keys of its section.
        for section in [
            "", "socket", "log", "node", "addressing", "bgp", "cluster", "git", "gitops", "namespaces",
            "requests",
        ] {
            let document = section.isEmpty ? "zzzzzzzz: 1" : "\(section): {zzzzzzzz: 1}"
            let error = try #require(throws: ConfigurationError.self) { try parse(document) }
            let keys = try #require(error.hint).replacing("known keys: ", with: "").split(separator: ", ")
            #expect(!keys.isEmpty)
            for key in keys { #expect(text.contains("\(key):"), "\(section).\(key)") }
        }
    }

    @Test("environments are paths in their order, the first where git says, and no one in another's folder")
    func environments() throws {
        let text = """
            git: {folder: clusters/staging/}
            gitops:
              environments:
                - name: staging
                - {name: prod, folder: clusters/prod, proposalBranch: next-prod, server: "https://prod:6443", kubeConfig: k}
                - {name: dr, folder: clusters/staging, branch: dr}
            """
        let environments = try parse(text).settings.cluster.gitOps.environments
        #expect(environments.map(\.name.description) == ["staging", "prod", "dr"])
        #expect(environments.map(\.branch) == ["main", "main", "dr"])
        #expect(environments.map(\.folder) == ["clusters/staging", "clusters/prod", "clusters/staging"])
        #expect(environments[1].server == "https://prod:6443" && environments[1].kubeConfig == "k")
        #expect(environments[1].proposalBranch == "next-prod")
        let first = "gitops: {environments: [{name: staging}, "
        for (text, message) in [
            ("gitops: {environments: [{name: staging, folder: a}]}", "gitops.environments[0].folder is git.folder"),
            ("gitops: {environments: [{folder: a}]}", "gitops.environments[0].name is missing"),
            ("gitops: {environments: [{name: Prod}]}", "gitops.environments[0].name: "),
            (first + "{name: prod, folder: ../a}]}", "gitops.environments[1].folder: '../a' is not a folder inside"),
            (first + "{name: prod}]}", "gitops.environments[1].folder is missing"),
            (first + "{name: prod, folder: a}]}", "gitops.environments[1].folder lies in that of environment staging"),
            (first + "{name: staging, folder: a, branch: b}]}", "gitops.environments[1].name is there twice: staging"),
            (
                first + "{name: p, folder: a, branch: b, proposalBranch: main}]}",
                "gitops.environments[1].proposalBranch"
            ),
            (first + "{name: p, folder: a, branch: b, server: \"http://x\"}]}", "gitops.environments[1].server"),
            (first + "{name: p, folder: a, branch: b, cluster: x}]}", "unknown key 'gitops.environments[1].cluster'"),
            (
                first + "{name: p, folder: a, branch: b}, {name: q, folder: a/b/, branch: b}]}",
                "gitops.environments[2].folder lies in that of environment p"
            ),
        ] {
            let error = try #require(throws: ConfigurationError.self) { try parse(text) }
            #expect("\(error)".contains(message), "\(error)")
        }
    }

    @Test(
        "a mistake names its line, the key and a way out",
        arguments: [
            ("bgp:\n  peerASM: 1", "tenancyd.yaml:2: unknown key 'bgp.peerASM'", "did you mean 'peerASN'?"),
            ("bgp: {asn: x}", "tenancyd.yaml:1: bgp.asn: 'x' is not an AS number", nil),
            ("bgp: 1", "tenancyd.yaml:1: bgp must be a mapping", nil),
            (
                "node: {uplink: sixteen-bytes-xx}",
                "tenancyd.yaml:1: node.uplink: 'sixteen-bytes-xx' is not a interface name: it has 16 bytes, the limit is 15",
                nil
            ),
            (
                "node: {uplinkMTU: 1279}",
                "tenancyd.yaml:1: node.uplinkMTU: '1279' is not a number from 1280 to 65535", nil
            ),
            (
                "requests: {allowedSigners: /etc/tenancy/allowed_signers}",
                "tenancyd.yaml: requests.allowedSigners needs requests.remote: only commits are signed", nil
            ),
            (
                "requests: {path: /srv/requests, allowedSigners: /etc/tenancy/allowed_signers}",
                "tenancyd.yaml: requests.allowedSigners needs requests.remote: only commits are signed", nil
            ),
            (
                "addressing: {tables: 1000-2000}",
                "tenancyd.yaml:1: addressing.tables: '1000-2000' is not a range of numbers", nil
            ),
            ("addressing: {reserved: [{name: pods}]}", "tenancyd.yaml: addressing.reserved[0].cidr is missing", nil),
            ("stateDirectory: var", "tenancyd.yaml:1: stateDirectory: 'var' is not an absolute path", nil),
            (
                "log: {level: loud}",
                "tenancyd.yaml:1: log.level: 'loud' is not one of debug, info, notice, warning, error", nil
            ),
            (
                "cluster: {ovnRelease: \"1.1\", features: [preconfigured-addresses]}",
                "tenancyd.yaml: cluster.features: preconfigured-addresses needs OVN-Kubernetes 1.2", nil
            ),
            (
                "namespaces: {egressAllow: [10.0.0.0/8]}",
                "tenancyd.yaml: namespaces.egressAllow needs egress-firewall among cluster.features", nil
            ),
            (
                "cluster: {connectSubnets: [10.255.0.0/25]}",
                "tenancyd.yaml:1: cluster.connectSubnets has 10.255.0.0/25, and a connection takes 256 addresses", nil
            ),
            (
                "cluster: {connectSubnets: [10.255.0.0/24, 10.254.0.0/24]}",
                "tenancyd.yaml:1: cluster.connectSubnets has two ranges of one family: keep one", nil
            ),
            (
                "addressing: {reserved: [{name: pods, cidr: 10.128.0.0/14}]}\ncluster: {connectSubnets: [10.129.0.0/16]}",
                "tenancyd.yaml: cluster.connectSubnets: 10.129.0.0/16 overlaps 10.128.0.0/14, which is reserved as pods",
                nil
            ),
            (
                "cluster: {evpn: {vtep: [100.127.0.0/24]}}",
                "tenancyd.yaml:1: cluster.evpn needs evpn among cluster.features", nil
            ),
            (
                "cluster: {features: [evpn]}",
                "tenancyd.yaml:1: cluster.evpn needs vtep, one to 20 prefixes that the node's VTEP address lies in", nil
            ),
            (
                "cluster: {features: [evpn], evpn: {vtep: [100.127.0.0/24]}}",
                "tenancyd.yaml:1: cluster.evpn needs peers, the speakers of the fabric: [{address: ADDRESS, asn: ASN}]",
                nil
            ),
            (
                "cluster: {features: [evpn], evpn: {vtep: [100.127.0.0/24], peers: [{address: 192.0.2.1}]}}",
                "tenancyd.yaml: cluster.evpn.peers[0].asn is missing", nil
            ),
            (
                "cluster: {ovnRelease: \"1.2\", features: [evpn]}",
                "tenancyd.yaml: cluster.features: evpn needs OVN-Kubernetes 1.3", nil
            ),
            (
                "cluster: {ovnRelease: \"1.1\", features: [cluster-network-connect]}",
                "tenancyd.yaml: cluster.features: cluster-network-connect needs OVN-Kubernetes 1.2", nil
            ),
            (
                "namespaces: {qos: {rate: 1000}}", "tenancyd.yaml: namespaces.qos.dscp is missing", nil
            ),
            ("bgp: {bfd: {receive: 300}}", "tenancyd.yaml: bgp.bfd.transmit is missing", nil),
            ("cluster: {l2Interfaces: br-ex}", "tenancyd.yaml:1: cluster.l2Interfaces must be a list", nil),
            (
                "cluster: {metalLBRelease: 0.13}",
                "tenancyd.yaml:1: cluster.metalLBRelease: '0.13' is not one of 0.14, 0.15, 0.16", nil
            ),
            (
                "bgp: {bfd: {receive: 300, transmit: 300, multiplier: 3}}\ncluster: {metalLBBGPType: native}",
                "tenancyd.yaml: bgp.bfd: MetalLB's own BGP (cluster.metalLBBGPType: native) knows no BFD", nil
            ),
            (
                "cluster: {gatewayMode: global}",
                "tenancyd.yaml:1: cluster.gatewayMode: 'global' is not local or shared", nil
            ),
        ])
    func mistakes(text: String, message: String, hint: String?) throws {
        let error = try #require(throws: ConfigurationError.self) { try parse(text) }
        #expect(error.description == message)
        #expect(error.hint == hint)
    }

    @Test(
        "two values for one key, an anchor or a broken document are refused",
        arguments: ["log: {}\nlog: {}", "a: &x 1\nb: *x", "a: [", "\t"])
    func broken(text: String) {
        #expect(throws: ConfigurationError.self) { try parse(text) }
    }

    @Test("values arrive where they are used")
    func values() throws {
        let configuration = try parse(
            """
            stateDirectory: /srv/t
            addressing: {overlap: refuse, connectivity: host-vrf, reserved: [{name: pods, cidr: 10.128.0.0/14}]}
            bgp: {asn: 65000, peerASN: 4200000000, routerID: 192.0.2.1}
            cluster: {ovnRelease: 1.1, gatewayMode: shared, egressSubnets: [192.0.2.0/24], metalLBRelease: 0.15}
            git: {branch: prod, remote: "ssh://git@example.com/x.git"}
            """)
        let plan = configuration.settings.plan
        #expect(!plan.allowOverlap && !plan.isLocalGateway && plan.defaultConnectivity == .hostVRF)
        #expect(plan.reserved.map(\.name) == ["pods"] && plan.defaultPeerASN == 4_200_000_000)
        #expect(
            configuration.settings.cluster.metalLBRelease == .release015
                && configuration.settings.cluster.metalLBBGPType == .frr
                && configuration.settings.plan.metalLBBGPType == .frr, "what 0.15 does unless told otherwise")
        #expect(configuration.settings.cluster.ovnRelease == .release11 && configuration.settings.cluster.asn == 65_000)
        #expect(configuration.git.repository == "/srv/t/manifests.git" && configuration.git.branch == "prod")
        #expect(configuration.databasePath == "/srv/t/tenancy.db")
    }
}
