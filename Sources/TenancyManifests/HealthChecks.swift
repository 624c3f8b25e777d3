// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import TenancyCore
internal import YAML

/// When an object is live: neither Argo CD nor Flux knows it of the kinds of OVN-Kubernetes, FRR-K8s and MetalLB.
enum HealthChecks {
    /// Expressions in CEL; what none of them decides is in progress, and so is what has no status yet.
    static let flux: YAMLValue = [
        condition("ClusterUserDefinedNetwork", "NetworkCreated"), condition("RouteAdvertisements", "Accepted"),
        condition("ClusterNetworkConnect", "Accepted"), condition("VTEP", "Accepted"),
        [
            "apiVersion": "k8s.ovn.org/v1", "kind": "EgressIP",
            "current": "has(status.items) && size(status.items) >= size(spec.egressIPs)",
        ],
    ]

    private static func condition(_ kind: String, _ type: String) -> YAMLValue {
        [
            "apiVersion": "k8s.ovn.org/v1", "kind": .string(kind),
            "current": .string("status.conditions.exists(c, c.type == '\(type)' && c.status == 'True')"),
            "failed": .string("status.conditions.exists(c, c.type == '\(type)' && c.status == 'False')"),
        ]
    }

    /// Scripts in Lua as part of `argocd-cm`, to be applied with `kubectl apply --server-side`, which leaves the rest of it alone.
    static func argocd(in namespace: NamespaceName?) -> ManifestObject {
        ManifestObject(
            .configMap, name: "argocd-cm", namespace: namespace, labels: ["app.kubernetes.io/part-of": "argocd"],
            data: [
                "resource.customizations.health.k8s.ovn.org_ClusterUserDefinedNetwork": lua("NetworkCreated"),
                "resource.customizations.health.k8s.ovn.org_RouteAdvertisements": lua("Accepted"),
                "resource.customizations.health.k8s.ovn.org_ClusterNetworkConnect": lua("Accepted"),
                "resource.customizations.health.k8s.ovn.org_VTEP": lua("Accepted"),
                "resource.customizations.health.k8s.ovn.org_EgressIP": egressIP,
                "resource.customizations.health.frrk8s.metallb.io_FRRNodeState": nodeState,
                "resource.customizations.health.metallb.io_ConfigurationState": configurationState,
            ])
    }

    /// While an object is deleted its condition says what it waits for, which is no fault.
    private static func lua(_ condition: String) -> String {
        """
        local hs = { status = "Progressing", message = "waiting for \(condition)" }
        if obj.status ~= nil and obj.status.conditions ~= nil then
          for _, c in ipairs(obj.status.conditions) do
            if c.type == "\(condition)" then
              hs.message = c.message
              if c.status == "True" then
                hs.status = "Healthy"
              elseif obj.metadata.deletionTimestamp == nil then
                hs.status = "Degraded"
              end
            end
          end
        end
        return hs

        """
    }

    private static let egressIP = """
        local hs = { status = "Progressing", message = "waiting for a node" }
        if obj.status ~= nil and obj.status.items ~= nil and #obj.status.items >= #obj.spec.egressIPs then
          hs.status = "Healthy"
          hs.message = "assigned"
        end
        return hs

        """

    private static let nodeState = """
        local hs = { status = "Progressing", message = "waiting for FRR" }
        if obj.status == nil then
          return hs
        end
        for _, result in ipairs({ obj.status.lastConversionResult or "", obj.status.lastReloadResult or "" }) do
          if result == "" then
            return hs
          elseif result ~= "success" then
            return { status = "Degraded", message = result }
          end
        end
        return { status = "Healthy", message = "loaded" }

        """

    private static let configurationState = """
        local hs = { status = "Progressing", message = "waiting for MetalLB" }
        if obj.status ~= nil and obj.status.result == "Valid" then
          hs = { status = "Healthy", message = "loaded" }
        elseif obj.status ~= nil and obj.status.result == "Invalid" then
          hs = { status = "Degraded", message = obj.status.errorSummary or "invalid" }
        end
        return hs

        """
}
