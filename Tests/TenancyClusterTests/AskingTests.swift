// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import APIServerFixture
import TenancyCore
import Testing

@testable import TenancyCluster

@Suite("Asking a cluster", .serialized, .timeLimit(.minutes(5)))
struct AskingTests {
    private func settings(_ release: ClusterSettings.OVNRelease = .release13) throws -> ClusterSettings {
        ClusterSettings(
            ovnRelease: release, metalLBNamespace: try NamespaceName("metallb-system"),
            frrK8sNamespace: try NamespaceName("frr-k8s-system"), nodeName: "node0", asn: 64_512, routerID: nil,
            l2Interfaces: [], anchor: try Prefix(parsing: "192.0.2.255/32"))
    }

    private static let crds = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"
    private static let definitions = "/apis/k8s.cni.cncf.io/v1/network-attachment-definitions"

    private func crd(_ network: String) -> String {
        #"{"metadata":{"name":"c"},"spec":{"versions":[{"schema":{"openAPIV3Schema":{"properties":{"spec":{"properties":{"network":\#(network)}}}}}}]}}"#
    }

    /// The pods of MetalLB and FRR-K8s.
    private func components(
        _ made: TestCluster, controller: String, frr: String, version: String = ":v0.16.1",
        environment: String = #"[{"name":"METALLB_NODE_NAME"},{"name":"METALLB_BGP_TYPE","value":"frr-k8s"}]"#
    ) {
        made.api.put(
            "/api/v1/namespaces/metallb-system/pods", "controller",
            #"{"metadata":{"name":"controller"},"spec":{"containers":[{"name":"controller","image":"quay.io/metallb/controller\#(version)","args":\#(controller)}]}}"#
        )
        made.api.put(
            "/api/v1/namespaces/metallb-system/pods", "speaker",
            #"{"metadata":{"name":"speaker"},"spec":{"containers":[{"name":"frr-metrics","image":"quay.io/frrouting/frr:9.1.0"},{"name":"speaker","image":"quay.io/metallb/speaker\#(version)","env":\#(environment)}]}}"#
        )
        made.api.put(
            "/api/v1/namespaces/frr-k8s-system/pods", "frr-k8s",
            #"{"metadata":{"name":"frr-k8s"},"spec":{"containers":[{"name":"frr-k8s","image":"x"},{"name":"frr","image":"\#(frr)"}]}}"#
        )
    }

    @Test("a cluster that is set up well has only good findings, with evidence")
    func good() async throws {
        let made = try TestCluster(
            paths: WatchedResource.all.map(\.path) + ["/", "/api/v1/nodes", Self.crds, Self.definitions])
        components(made, controller: #"["--port=7472"]"#, frr: "quay.io/frrouting/frr:10.4.1")
        made.api.put("/", "version", #"{"metadata":{},"gitVersion":"v1.30.0"}"#)
        made.api.put(
            Self.crds, "clusteruserdefinednetworks.k8s.ovn.org",
            crd(
                #"{"x-kubernetes-validations":[{"message":"Network spec is immutable"}],"properties":{"noOverlay":{"type":"object"}}}"#
            ))
        made.api.put(
            "/api/v1/nodes", "node0",
            #"{"metadata":{"name":"node0","labels":{"k8s.ovn.org/egress-assignable":""},"annotations":{"k8s.ovn.org/l3-gateway-config":"{\"default\":{\"mode\":\"local\"}}","k8s.ovn.org/node-masquerade-subnet":"{\"ipv4\":\"169.254.0.0/17\"}"}}}"#
        )
        made.start()
        await made.waits { $0.isComplete }
        let findings = await made.cluster.examine(try settings())
        #expect(findings.allSatisfy { $0.result == .ok && $0.remedy == nil }, "\(findings)")
        #expect(
            findings.map(\.check) == [
                "cluster", "cluster-clock", "cluster-access", "cluster-kinds", "cluster-release", "cluster-gateway",
                "cluster-masquerade", "cluster-metallb", "cluster-frr", "cluster-pools", "cluster-networks",
            ])
        #expect(findings[0].evidence.contains("v1.30.0"))
        await made.stop()
    }

    @Test("each thing that is not as tenants need it is found, with a remedy")
    func bad() async throws {
        let made = try TestCluster(
            paths: [TestCluster.pools, "/", "/api/v1/nodes", Self.crds, Self.definitions])
        made.api.setClock(ahead: -120)
        components(made, controller: #"["--lb-class=metallb"]"#, frr: "quay.io/frrouting/frr:8.5.2")
        made.api.put("/", "version", #"{"metadata":{},"gitVersion":"v1.30.0"}"#)
        made.api.put(
            Self.crds, "clusteruserdefinednetworks.k8s.ovn.org",
            crd(#"{"x-kubernetes-validations":[{"message":"Network spec is immutable"}],"properties":{}}"#))
        made.api.put(
            "/api/v1/nodes", "node0",
            #"{"metadata":{"name":"node0","labels":{"node.kubernetes.io/exclude-from-external-load-balancers":""},"annotations":{"k8s.ovn.org/l3-gateway-config":"{\"default\":{\"mode\":\"shared\"}}","k8s.ovn.org/node-masquerade-subnet":"{\"ipv4\":\"169.254.169.0/29\"}"}}}"#
        )
        made.api.put(
            TestCluster.pools, "open", #"{"metadata":{"name":"open"},"spec":{"addresses":["203.0.113.0/24"]}}"#)
        made.api.put(
            Self.definitions, "d", #"{"metadata":{"name":"d","annotations":{"k8s.ovn.org/network-id":"4000"}}}"#)
        made.start()
        await made.waits { $0.isComplete }
        let findings = await made.cluster.examine(try settings())
        let wrong = findings.filter { $0.result != .ok }
        #expect(
            wrong.map(\.check) == [
                "cluster-clock", "cluster-kinds", "cluster-release", "cluster-node", "cluster-egress",
                "cluster-gateway", "cluster-masquerade", "cluster-metallb", "cluster-frr", "cluster-pools",
                "cluster-networks",
            ])
        #expect(wrong.allSatisfy { $0.remedy != nil })
        #expect(wrong.first { $0.check == "cluster-release" }?.remedy == "set cluster.ovnRelease to \"1.1\"")
        await made.stop()
    }

    @Test("what the configuration declares and the cluster does not have is found")
    func declared() async throws {
        let needed = [
            "clusteruserdefinednetworks", "routeadvertisements", "frrconfigurations", "ipaddresspools", "bgppeers",
        ]
        let made = try TestCluster(
            paths: ["/", "/api/v1/nodes"]
                + WatchedResource.all.map(\.path).filter { path in needed.contains { path.hasSuffix("/\($0)") } })
        components(made, controller: #"["--port=7472"]"#, frr: "quay.io/frrouting/frr:9.1.1")
        made.api.put("/", "version", #"{"metadata":{},"gitVersion":"v1.30.0"}"#)
        made.start()
        await made.waits { $0.isComplete }
        var settings = try settings()
        settings.features = [.networkConnect, .evpn]
        let findings = await made.cluster.examine(settings)
        #expect(
            findings.first { $0.check == "cluster-kinds" }?.evidence
                == "cluster.features has cluster-network-connect, and the cluster has no kind ClusterNetworkConnect, VTEP"
        )
        #expect(findings.first { $0.check == "cluster-frr" }?.evidence.contains("needs 10 and later") == true)
        settings.features = []
        let plain = await made.cluster.examine(settings)
        #expect(plain.first { $0.check == "cluster-kinds" }?.result == .ok, "\(plain)")
        #expect(plain.first { $0.check == "cluster-frr" }?.result == .ok)
        await made.stop()
    }

    @Test("a MetalLB of another release, or that speaks BGP otherwise than declared, is found")
    func metalLB() async throws {
        let made = try TestCluster(paths: ["/", "/api/v1/nodes"])
        made.api.put("/", "version", #"{"metadata":{},"gitVersion":"v1.30.0"}"#)
        var settings = try settings()
        func finding(_ version: String, _ environment: String = "[]") async -> Finding? {
            components(
                made, controller: "[]", frr: "quay.io/frrouting/frr:10.4.1", version: version, environment: environment)
            return await made.cluster.examine(settings).first { $0.check == "cluster-metallb" }
        }
        #expect(await finding(":v0.16.1")?.result == .ok, "it says nothing of BGP")
        (settings.metalLBBGPType, settings.metalLBRelease) = (.frr, .release015)
        let native = await finding(":v0.15.3")
        #expect(native?.evidence == "MetalLB speaks BGP by native, and the configuration says frr")
        #expect(native?.remedy == "set cluster.metalLBBGPType: native")
        let frr = #"[{"name":"METALLB_BGP_TYPE","value":"frr"}]"#
        #expect(await finding(":v0.15.3", frr)?.result == .ok)
        #expect(
            await finding(":v0.16.0", frr)?.remedy
                == "set cluster.metalLBRelease: \"0.16\" and cluster.metalLBBGPType: frr")
        #expect(await finding(":v0.14.9", frr)?.remedy == "set cluster.metalLBRelease: \"0.14\"")
        let old = await finding(":v0.13.12", frr)
        #expect(old?.result == .warning && old?.remedy?.contains("for MetalLB 0.14, 0.15, 0.16") == true)
        #expect(await finding("@sha256:0123", frr)?.result == .ok, "an image without its version says nothing")
        #expect(await finding("", frr)?.result == .ok)
        components(made, controller: "[]", frr: "@")
        let nameless = await made.cluster.examine(settings).first { $0.check == "cluster-frr" }
        #expect(nameless?.evidence.contains("does not name its version") == true)
        await made.stop()
    }

    @Test("a MetalLB that announces from excluded nodes as well makes no complaint of the label")
    func ignoresExclusion() async throws {
        let made = try TestCluster(paths: ["/", "/api/v1/nodes"])
        made.api.put("/", "version", #"{"metadata":{},"gitVersion":"v1.30.0"}"#)
        made.api.put(
            "/api/v1/nodes", "node0",
            #"{"metadata":{"name":"node0","labels":{"node.kubernetes.io/exclude-from-external-load-balancers":""}}}"#)
        components(made, controller: #"["--ignore-exclude-lb"]"#, frr: "registry/frr@sha256:0123")
        let findings = await made.cluster.examine(try settings())
        #expect(!findings.contains { $0.check == "cluster-node" })
        #expect(findings.first { $0.check == "cluster-frr" }?.evidence.contains("does not name its version") == true)
        await made.stop()
    }

    @Test(
        "a time of a head is read", arguments: [("Sat, 21 Nov 2026 04:05:06 GMT", "2026-11-21T04:05:06Z"), ("x", nil)])
    func date(text: String, time: String?) {
        #expect(Examination.date(text) == time.flatMap { Timestamp(parsing: $0) })
    }

    @Test("a node that the cluster does not have, and a cluster that does not answer, have failed")
    func failed() async throws {
        let made = try TestCluster(paths: ["/", "/api/v1/nodes"])
        made.api.put("/", "version", #"{"metadata":{},"gitVersion":"v1.30.0"}"#)
        let findings = await made.cluster.examine(try settings())
        #expect(findings.first { $0.check == "cluster-node" }?.result == .failed)
        made.api.accept(tokens: "other")
        let unknown = await made.cluster.examine(try settings())
        #expect(unknown.map(\.result) == [.failed])
        #expect(unknown[0].evidence.contains("401") && unknown[0].remedy?.contains("replace it") == true)
        await made.stop()
    }

    @Test("selectors are understood as Kubernetes does")
    func selectors() {
        let labels = ["a": "1", "b": "2"]
        func expression(_ key: String, _ how: String, _ values: String...) -> JSONNode {
            .object([
                "matchExpressions": .array([
                    .object([
                        "key": .string(key), "operator": .string(how), "values": .array(values.map(JSONNode.string)),
                    ])
                ])
            ])
        }
        #expect(LabelMatch.fits(labels, .object([:])) && !LabelMatch.fits(labels, nil))
        #expect(LabelMatch.fits(labels, .object(["matchLabels": .object(["a": .string("1")])])))
        #expect(!LabelMatch.fits(labels, .object(["matchLabels": .object(["a": .string("2")])])))
        #expect(LabelMatch.fits(labels, expression("a", "In", "1", "3")))
        #expect(
            !LabelMatch.fits(labels, expression("a", "NotIn", "1"))
                && LabelMatch.fits(labels, expression("c", "NotIn", "1")))
        #expect(
            LabelMatch.fits(labels, expression("b", "Exists"))
                && LabelMatch.fits(labels, expression("c", "DoesNotExist")))
        #expect(!LabelMatch.fits(labels, expression("b", "Like", "2")))
    }
}
