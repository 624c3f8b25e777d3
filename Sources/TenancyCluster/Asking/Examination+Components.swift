// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import HTTPClient
internal import TenancyCore

/// What runs in the cluster: the clock of its server, MetalLB and FRR.
extension Examination {
    /// Certificates and tokens are believed by the clock.
    func clock(_ head: ResponseHead) -> Finding {
        guard let text = head.headers["date"], let server = Self.date(text) else {
            return Finding("cluster-clock", .ok, "the API server does not say what time it is")
        }
        let ahead = (server.microseconds - now.microseconds) / 1_000_000
        guard abs(ahead) > 30 else { return Finding("cluster-clock", .ok, "the API server's clock is this node's") }
        return Finding(
            "cluster-clock", .warning,
            "the API server's clock is \(abs(ahead)) s \(ahead > 0 ? "ahead of" : "behind") this node's: certificates and tokens end at other times",
            remedy: "let both follow a time server: timedatectl status")
    }

    /// A time such as `Sat, 21 Nov 2026 04:05:06 GMT`.
    static func date(_ text: String) -> Timestamp? {
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let words = text.split(separator: " ").map(String.init)
        guard words.count == 6, words[5] == "GMT", let month = months.firstIndex(of: words[2]) else { return nil }
        let number = month < 9 ? "0\(month + 1)" : "\(month + 1)"
        return Timestamp(parsing: "\(words[3])-\(number)-\(words[1])T\(words[4])Z")
    }

    /// What the pods of MetalLB and FRR-K8s say of themselves, and whether MetalLB announces from nodes that are excluded.
    func components() async throws(ClusterError) -> (findings: [Finding], ignoresExclusion: Bool) {
        let metalLB = try await containers(in: "\(settings.metalLBNamespace)")
        let arguments = metalLB.flatMap { $0["args"]?.elements.compactMap(\.text) ?? [] }
        let frr =
            try await settings.frrK8sNamespace == settings.metalLBNamespace
            ? metalLB : containers(in: "\(settings.frrK8sNamespace)")
        return ([self.metalLB(metalLB, arguments), self.frr(frr)], arguments.contains("--ignore-exclude-lb"))
    }

    private func containers(in namespace: String) async throws(ClusterError) -> [JSONNode] {
        let pods = try await client.all(
            "/api/v1/namespaces/\(namespace)/pods",
            FieldSelection(
                "spec/containers/name", "spec/containers/image", "spec/containers/args", "spec/containers/env/name",
                "spec/containers/env/value"))
        return pods.flatMap { $0["spec"]?["containers"]?.elements ?? [] }
    }

    /// A MetalLB that was given a class serves no Service without it (R-16), and what it was told to speak BGP with decides which sessions it can have.
    private func metalLB(_ containers: [JSONNode], _ arguments: [String]) -> Finding {
        guard !containers.isEmpty else {
            return Finding(
                "cluster-metallb", .warning, "no pod runs in namespace \(settings.metalLBNamespace)",
                remedy:
                    "install MetalLB, or set cluster.metalLBNamespace: kubectl get pods -A -l app.kubernetes.io/name=metallb"
            )
        }
        let own = containers.filter { ["controller", "speaker"].contains($0.text("name")) }
        let option = "--lb-class="
        if let name = arguments.first(where: { $0.hasPrefix(option) })?.dropFirst(option.count), !name.isEmpty {
            return Finding(
                "cluster-metallb", .warning, "MetalLB serves only Services with loadBalancerClass \(name)",
                remedy: "start it without \(option)\(name), or have tenants set spec.loadBalancerClass: \(name)")
        }
        // Before 0.16 silence meant native.
        let silent = settings.metalLBRelease == .release016 ? nil : ClusterSettings.MetalLBBGPType.native.rawValue
        let types = own.filter { $0.text("name") == "speaker" }.compactMap { speaker in
            speaker["env"]?.elements.first { $0.text("name") == "METALLB_BGP_TYPE" }?.text("value") ?? silent
        }
        if let type = types.first(where: { $0 != settings.metalLBBGPType.rawValue }) {
            return Finding(
                "cluster-metallb", .warning,
                "MetalLB speaks BGP by \(type), and the configuration says \(settings.metalLBBGPType.rawValue)",
                remedy: "set cluster.metalLBBGPType: \(type)")
        }
        let images = own.compactMap { $0.text("image") }
        for image in images {
            guard let numbers = Self.version(of: image) else { continue }
            let found = "\(numbers.0).\(numbers.1)"
            guard found != settings.metalLBRelease.rawValue else { continue }
            return Finding(
                "cluster-metallb", .warning,
                "MetalLB is of image \(image), and the configuration says \(settings.metalLBRelease.rawValue)",
                remedy: remedy(for: found))
        }
        return Finding(
            "cluster-metallb", .ok,
            "MetalLB serves Services of every class" + (images.first.map { ", image \($0)" } ?? ""))
    }

    private func remedy(for release: String) -> String {
        guard let known = ClusterSettings.MetalLBRelease(rawValue: release) else {
            let releases = ClusterSettings.MetalLBRelease.allCases.map(\.rawValue).joined(separator: ", ")
            return "what is written is for MetalLB \(releases): read its release notes"
        }
        // What it speaks BGP with is as it should be, and would follow the release.
        let type = settings.metalLBBGPType
        return "set cluster.metalLBRelease: \"\(release)\""
            + (known.bgpType == type ? "" : " and cluster.metalLBBGPType: \(type.rawValue)")
    }

    /// The first two numbers of an image's tag: of `registry/frr:v10.4.1` 10 and 4; `nil` for one that does not name its version.
    private static func version(of image: String) -> (Int, Int)? {
        let name = image.split(separator: "@").first?.split(separator: "/").last
        let tag = name?.split(separator: ":").dropFirst().last
        let numbers = tag?.drop { !$0.isASCII || !$0.isNumber }.split(separator: ".").prefix(2).compactMap { Int($0) }
        guard let numbers, numbers.count == 2 else { return nil }
        return (numbers[0], numbers[1])
    }

    /// OVN-Kubernetes is tested with FRR 9.1 and later (ovn-kubernetes 4).
    private func frr(_ containers: [JSONNode]) -> Finding {
        let images = containers.filter { $0.text("name") == "frr" }.compactMap { $0.text("image") }
        guard let image = images.first else {
            return Finding(
                "cluster-frr", .warning, "no pod in namespace \(settings.frrK8sNamespace) has a container frr",
                remedy: "install FRR-K8s, or set cluster.frrK8sNamespace: kubectl get pods -A -l app=frr-k8s")
        }
        guard let version = Self.version(of: image) else {
            return Finding("cluster-frr", .ok, "FRR is of image \(image), which does not name its version")
        }
        if settings.features.contains(.evpn), version.0 < 10 {
            return Finding(
                "cluster-frr", .warning, "FRR is of image \(image); EVPN with one VXLAN device needs 10 and later",
                remedy: "update FRR-K8s to a release with FRR 10, or take evpn out of cluster.features")
        }
        guard version < (9, 1) else { return Finding("cluster-frr", .ok, "FRR is of image \(image)") }
        return Finding(
            "cluster-frr", .warning, "FRR is of image \(image); OVN-Kubernetes is tested with 9.1 and later",
            remedy: "update FRR-K8s to a release with FRR 9.1 or later")
    }
}
