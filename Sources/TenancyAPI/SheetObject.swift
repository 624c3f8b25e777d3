// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

package import TenancyCore

/// What a tenant is handed over: everything it needs to use its networks.
package struct SheetObject: Sendable, Equatable, Codable {
    package var apiVersion = APIVersion.current
    package var kind = "TenantSheet"
    package let tenant: String
    package let labels: [String: String]
    package let networks: [NetworkObject]
    /// Sentences on how to use what was handed out, by network.
    package let notes: [String: [String]]

    /// How the BGP session of each network is; absent where nobody says.
    package let sessions: [String: String]?
    /// How to ask for addresses, by network.
    package let claims: [String: [Claim]]?

    /// What a tenant applies to get an address.
    package struct Claim: Sendable, Equatable, Codable {
        package let title: String
        /// YAML.
        package let manifest: String
    }

    /// The sheet of a tenant.
    ///
    /// - Parameter sessions: The states of BGP sessions by network.
    package init(_ tenant: Tenant, sessions: [String: String] = [:]) {
        self.sessions = sessions.isEmpty ? nil : sessions
        let claims = tenant.networks.map { ($0.key.description, Self.claims($0)) }.filter { !$0.1.isEmpty }
        self.claims = claims.isEmpty ? nil : Dictionary(uniqueKeysWithValues: claims)
        self.tenant = tenant.name.description
        labels = tenant.labels
        networks = tenant.networks.map(NetworkObject.init)
        notes = Dictionary(
            uniqueKeysWithValues: tenant.networks.map { ($0.key.description, Self.notes($0, tenant: tenant.name)) })
    }

    /// The Services that get an address of the network: any of the load-balancer ones, and a floating one by its name.
    private static func claims(_ network: Network) -> [Claim] {
        guard let namespace = network.spec.namespaces.first else { return [] }
        func service(_ name: String, _ address: IPAddress?) -> String {
            let annotation = address.map { "\n  annotations: {metallb.io/loadBalancerIPs: \"\($0)\"}" } ?? ""
            return """
                apiVersion: v1
                kind: Service
                metadata:
                  name: \(name)
                  namespace: \(namespace)\(annotation)
                spec:
                  type: LoadBalancer
                  selector: {app: \(name)}
                  ports: [{port: 443}]
                """
        }
        var claims: [Claim] = []
        if !network.loadBalancerAddresses.isEmpty {
            claims.append(
                Claim(title: "A load balancer with one of the public addresses:", manifest: service("web", nil)))
        }
        for address in network.prefixes(.floating).map(\.first) {
            claims.append(Claim(title: "The floating address \(address):", manifest: service("app", address)))
        }
        return claims
    }

    private static func notes(_ network: Network, tenant: TenantName) -> [String] {
        var notes: [String] = []
        if network.spec.connectivity.hasCUDN {
            notes.append("Pods and virtual machines in the namespaces get their addresses from the CIDR.")
        } else {
            notes.append("Attach virtual machines and containers of the host to bridge \(network.key.bridge).")
        }
        if network.spec.extras.adoptNamespaces == true {
            let names = network.spec.namespaces.sorted().map(\.description).joined(separator: ", ")
            notes.append(
                network.cudn == nil
                    ? "Somebody else makes the namespaces \(names)."
                    : "Somebody else makes the namespaces \(names), with the label \(Network.namespaceLabel): \"\" from the beginning: added later it counts for nothing, and without it no pod is in the network."
            )
        }
        if !network.loadBalancerAddresses.isEmpty, !network.spec.namespaces.isEmpty {
            notes.append(
                "A Service of type LoadBalancer gets one of the public addresses; annotation metallb.io/loadBalancerIPs picks one."
            )
        }
        if !network.loadBalancerAddresses.isEmpty, network.spec.namespaces.isEmpty {
            notes.append("The public addresses are reserved, but no namespace may use them yet.")
        }
        if let egress = network.egressAddresses.first {
            notes.append("Outgoing traffic has the source address \(egress).")
            notes += network.egressAddresses.dropFirst().map {
                "Pods with the label \(Network.egressLabel): \"\(Network.egressLabelValue($0))\" leave with \($0)."
            }
        } else if [.vrfLite, .evpn].contains(network.spec.connectivity) {
            notes.append("Outgoing traffic keeps the addresses of the pods.")
        }
        return notes
    }
}
