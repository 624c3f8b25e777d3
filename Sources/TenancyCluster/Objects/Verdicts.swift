// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import TenancyCore

/// How the status of each kind is read (metallb-gitops 2.5).
enum Verdicts {
    typealias Understanding = WatchedResource.Understanding

    /// The fields of conditions below a path.
    static func conditionFields(_ path: String) -> [String] {
        ["type", "status", "reason", "message"].map { "\(path)/conditions/\($0)" }
    }

    /// An object whose condition says when it is done; any condition that is false is a refusal.
    ///
    /// - Parameter needed: The condition that must be true; `nil` when the kind needs none.
    static func conditions(_ node: JSONNode, needed: String?) -> Understanding {
        let conditions = node["status"]?["conditions"]?.elements ?? []
        let isDeleting = node["metadata"]?["deletionTimestamp"] != nil
        if let bad = conditions.first(where: { $0.text("status") == "False" }) {
            // While an object is deleted its condition says what it waits for.
            return Understanding(verdict: isDeleting ? .waiting(words(of: bad)) : .bad(words(of: bad)))
        }
        guard let needed else { return Understanding() }
        guard let condition = conditions.first(where: { $0.text("type") == needed }) else {
            return Understanding(verdict: .waiting("waiting for \(needed)"))
        }
        return Understanding(verdict: condition.text("status") == "True" ? .good : .waiting(words(of: condition)))
    }

    private static func words(of condition: JSONNode) -> String {
        let name = condition.text("type") ?? "condition"
        let reason = [condition.text("reason"), condition.text("message")].compactMap { $0 }.joined(separator: ": ")
        return limited("\(name) is \(condition.text("status") ?? "Unknown")" + (reason.isEmpty ? "" : ", \(reason)"))
    }

    /// A component's words on one line, at most 1000 characters of them.
    private static func limited(_ words: String) -> String {
        String(words.prefix(1000)).split(whereSeparator: \.isNewline).joined(separator: " ")
    }

    static func namespace(_ node: JSONNode, _: ObjectIdentity) -> Understanding {
        // The label has no value.
        let isPrimary = node["metadata"]?["labels"]?[Network.namespaceLabel] != nil
        return Understanding(detail: isPrimary ? .primaryNetwork : .none)
    }

    static func egressIP(_ node: JSONNode, _: ObjectIdentity) -> Understanding {
        let wanted = node["spec"]?["egressIPs"]?.elements.compactMap(\.text) ?? []
        let assigned = Set(node["status"]?["items"]?.elements.compactMap { $0.text("egressIP") } ?? [])
        let open = wanted.filter { !assigned.contains($0) }
        return Understanding(
            verdict: open.isEmpty ? .good : .waiting("\(open.joined(separator: ", ")) is on no node"),
            detail: .addresses(wanted))
    }

    /// MetalLB says nothing of a pool's health in it.
    static func ipAddressPool(_ node: JSONNode, _: ObjectIdentity) -> Understanding {
        Understanding(detail: .addresses(node["spec"]?["addresses"]?.elements.compactMap(\.text) ?? []))
    }

    static func egressService(_ node: JSONNode, _: ObjectIdentity) -> Understanding {
        let host = node["status"]?.text("host")
        return Understanding(verdict: host == nil ? .waiting("no node handles it") : .good)
    }

    static func configurationState(_ node: JSONNode, _: ObjectIdentity) -> Understanding {
        switch node["status"]?.text("result") {
        case "Valid": Understanding(verdict: .good)
        case "Invalid":
            Understanding(
                verdict: .bad(limited(node["status"]?.text("errorSummary") ?? "the configuration is invalid")))
        default: Understanding(verdict: .waiting("MetalLB has not said anything yet"))
        }
    }

    static func frrNodeState(_ node: JSONNode, _: ObjectIdentity) -> Understanding {
        let results = ["lastConversionResult", "lastReloadResult"].map { node["status"]?.text($0) }
        if let bad = results.compactMap({ $0 }).first(where: { $0 != "success" }) {
            return Understanding(verdict: .bad(limited(bad)))
        }
        return Understanding(verdict: results.contains(nil) ? .waiting("FRR has not loaded anything yet") : .good)
    }

    static func session(_ node: JSONNode, _: ObjectIdentity) -> Understanding {
        let vrf = node["status"]?.text("vrf") ?? ""
        return Understanding(
            detail: .session(
                vrf: vrf == "default" ? "" : vrf, peer: node["status"]?.text("peer") ?? "",
                state: node["status"]?.text("bgpStatus") ?? "unknown"))
    }

    /// Only Services of type LoadBalancer hold addresses of a tenant.
    static func service(_ node: JSONNode, _: ObjectIdentity) -> Understanding? {
        guard node["spec"]?.text("type") == "LoadBalancer" else { return nil }
        let ingress = node["status"]?["loadBalancer"]?["ingress"]?.elements ?? []
        let addresses = ingress.compactMap { $0.text("ip") ?? $0.text("hostname") }
        return Understanding(
            verdict: addresses.isEmpty ? .waiting("the Service has no address yet") : .good,
            detail: .addresses(addresses))
    }

    /// Of Argo CD's Applications those of ours, which the ApplicationSet names.
    static func application(_ node: JSONNode, _ identity: ObjectIdentity) -> Understanding? {
        guard identity.name.hasPrefix("tenancy") else { return nil }
        let status = node["status"]
        let operation = status?["operationState"]
        if let phase = operation?.text("phase"), ["Failed", "Error"].contains(phase) {
            return Understanding(verdict: .bad(limited(operation?.text("message") ?? phase)))
        }
        let errors = status?["conditions"]?.elements.filter { $0.text("type")?.hasSuffix("Error") == true } ?? []
        if let error = errors.first {
            return Understanding(verdict: .bad(limited(error.text("message") ?? error.text("type") ?? "it fails")))
        }
        let isSynced = status?["sync"]?.text("status") == "Synced"
        return Understanding(verdict: isSynced ? .good : .waiting("not synced yet"))
    }

    static func kustomization(_ node: JSONNode, _ identity: ObjectIdentity) -> Understanding? {
        guard identity.name.hasPrefix("tenancy") else { return nil }
        return conditions(node, needed: "Ready")
    }
}
