// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import YAML

extension ManifestLinter {
    private static let workloads = [
        ("Deployment", "apps"), ("StatefulSet", "apps"), ("DaemonSet", "apps"), ("Pod", ""),
        ("VirtualMachine", "kubevirt.io"),
    ]

    /// Pods: the ports that Services expect of them, and whether their namespace and network are there before them.
    mutating func checkWorkloads() {
        let workloads = Self.workloads.flatMap { inventory.all($0.0, $0.1) }
        for service in inventory.services { checkPorts(of: service, workloads) }
        for workload in workloads { checkOrder(of: workload) }
        for application in inventory.all("Application", "argoproj.io") { checkNamespace(of: application) }
    }

    // MARK: Ports

    private mutating func checkPorts(of service: LintObject, _ workloads: [LintObject]) {
        let labels = service.at("spec", "selector")?.entries ?? []
        guard !labels.isEmpty else { return }
        let pods = workloads.filter { workload in
            guard workload.namespace == service.namespace else { return false }
            let own = (Self.template(workload)["metadata"]?["labels"]?.entries ?? [])
            return labels.allSatisfy { label in
                own.contains { $0.key == label.key && $0.value.text == label.value.text }
            }
        }
        let containers = pods.flatMap { Self.template($0).at("spec", "containers")?.items ?? [] }
        let declared = containers.map { $0["ports"]?.items ?? [] }
        // A container need not say its ports; then nothing is known.
        guard !declared.isEmpty, declared.allSatisfy({ !$0.isEmpty }), let pod = pods.first else { return }
        let known = declared.joined().flatMap { [$0["containerPort"]?.text, $0["name"]?.text].compactMap(\.self) }
        for port in service.at("spec", "ports")?.items ?? [] {
            guard let target = (port["targetPort"] ?? port["port"])?.text, !known.contains(target) else { continue }
            report(
                .servicePort, service, line: (port["targetPort"] ?? port["port"])?.line ?? port.line,
                "no container of \(pod.place) has port \(target)", fix: "targetPort: \(known.first ?? "")")
        }
    }

    /// The part of a workload that becomes a pod.
    private static func template(_ workload: LintObject) -> YAMLNode {
        workload.kind == "Pod" ? workload.node : workload.at("spec", "template") ?? workload.node
    }

    // MARK: Order

    private mutating func checkOrder(of workload: LintObject) {
        guard let namespace = workload.namespace, let network = inventory.networks[namespace] else { return }
        guard let wave = Self.wave(workload), let other = Self.wave(network), wave < other else { return }
        report(
            .workloadBeforeNetwork, workload, line: workload.line("metadata", "annotations", Self.waveKey),
            "it is applied in wave \(wave), and its network \(network.place) in wave \(other); no pod of it starts before",
            fix: "\(Self.waveKey): \"\(other + 1)\"")
    }

    private static let waveKey = "argocd.argoproj.io/sync-wave"

    private static func wave(_ object: LintObject) -> Int? {
        guard let text = object.at("metadata", "annotations", waveKey)?.text else { return 0 }
        return Int(text)
    }

    /// A namespace that Argo CD makes by itself has the label of its network only when the Application says so.
    private mutating func checkNamespace(of application: LintObject) {
        let policy = application.at("spec", "syncPolicy")
        guard policy?["syncOptions"]?.texts.contains("CreateNamespace=true") == true,
            let name = application.at("spec", "destination", "namespace")?.text,
            let network = inventory.networks[name], !inventory.has("Namespace", "", name),
            policy?.at("managedNamespaceMetadata", "labels", Self.networkLabel) == nil
        else { return }
        report(
            .namespaceByApplication, application, line: application.line("spec", "syncPolicy", "syncOptions"),
            "namespace \(name) is made without the label of \(network.place), which counts only when it is made",
            fix: "ship Namespace \(name) with the label \(Self.networkLabel): \"\"")
    }
}
