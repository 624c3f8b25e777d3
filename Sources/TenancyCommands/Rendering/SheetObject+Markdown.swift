// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import TenancyAPI

extension SheetObject {
    /// The sheet as Markdown, for a ticket or a wiki.
    var markdown: String {
        var lines = ["# Network of \(Self.escaped(tenant))", ""]
        if !labels.isEmpty {
            lines += [labels.sorted { $0.key < $1.key }.map { "`\($0.key)=\($0.value)`" }.joined(separator: " "), ""]
        }
        for network in networks {
            lines += ["## \(Self.escaped(network.name))", "", "| | |", "|---|---|"]
            lines += rows(network).map { "| \($0.0) | \(Self.escaped($0.1)) |" }
            lines.append("")
            let notes = notes[network.name] ?? []
            if !notes.isEmpty { lines += notes.map { "- \(Self.escaped($0))" } + [""] }
            for claim in claims?[network.name] ?? [] {
                lines += [Self.escaped(claim.title), "", "```yaml", claim.manifest, "```", ""]
            }
        }
        return lines.joined(separator: "\n")
    }

    private func rows(_ network: NetworkObject) -> [(String, String)] {
        let session = sessions?[network.name]
        let rows: [(String, String?)] = [
            ("Connectivity", network.connectivity), ("CIDR", network.cidrs.joined(separator: ", ")),
            ("Gateway", network.gateways.joined(separator: ", ")),
            ("Namespaces", network.namespaces.joined(separator: ", ")),
            ("Public addresses", network.publicAddresses.joined(separator: ", ")),
            ("Floating addresses", network.floatingAddresses?.joined(separator: ", ")),
            ("Egress addresses", network.egressAddresses.joined(separator: ", ")), ("Network object", network.cudn),
            ("VRF", network.vrf), ("VLAN", network.vlan.map { String($0) }),
            ("Interface", network.parent == nil ? network.uplink : nil), ("MTU", network.mtu.map { String($0) }),
            ("Link", network.links.map { "\($0.subnet), provider \($0.gateway)" }.joined(separator: ", ")),
            ("BGP", network.bgp.map { "peer \($0.peer) AS \($0.asn)" + (session.map { ", \($0)" } ?? "") }),
        ]
        return rows.compactMap { name, value in value.flatMap { $0.isEmpty ? nil : (name, $0) } }
    }

    /// What would be taken for markup.
    private static func escaped(_ text: String) -> String {
        text.reduce(into: "") { text, character in
            if "\\`*_[]<>|#".contains(character) { text.append("\\") }
            text.append(character)
        }
    }
}
