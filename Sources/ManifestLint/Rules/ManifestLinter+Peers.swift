// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import TenancyCore
internal import YAML

extension ManifestLinter {
    /// What MetalLB's webhook and `peersCanRunOnSameNode` refuse, and it refuses the whole configuration.
    mutating func checkPeers() {
        var sessions: [String: LintObject] = [:]
        var numbers: [String: (text: String, peer: LintObject)] = [:]
        var router: (text: String, peer: LintObject)?
        for peer in inventory.peers {
            let spec = peer.at("spec")
            let vrf = spec?["vrf"]?.text ?? ""
            if peer.version == "v1beta1" {
                report(
                    .deprecated, peer, line: peer.line("apiVersion"), "metallb.io/v1beta1 of BGPPeer is deprecated",
                    fix: "apiVersion: metallb.io/v1beta2")
            }
            if let problem = Self.interfaceProblem(vrf), !vrf.isEmpty {
                report(
                    .peerField, peer, line: peer.line("spec", "vrf"), "'\(vrf)' names no VRF device: \(problem)",
                    fix: "the name of the VRF, at most 15 bytes")
            }
            checkPair(peer, "peerAddress", "interface")
            checkPair(peer, "peerASN", "dynamicASN")
            if let address = spec?["peerAddress"] ?? spec?["interface"], let text = address.text {
                let key = "\((try? IPAddress(parsing: text)).map { "\($0)" } ?? text) \(vrf)"
                if let first = sessions.updateValue(peer, forKey: key) {
                    report(
                        .peerDuplicate, peer, line: address.line,
                        "\(first.place) has the same address and VRF, and MetalLB refuses all of its configuration",
                        fix: "one BGPPeer that all advertisements name")
                }
            }
            if let number = spec?["myASN"], let text = number.text {
                if let first = numbers[vrf], first.text != text {
                    report(
                        .peerConflict, peer, line: number.line,
                        "\(first.peer.place) has myASN \(first.text) in the same VRF", fix: "one AS number per VRF")
                }
                numbers[vrf] = numbers[vrf] ?? (text, peer)
            }
            if let id = spec?["routerID"], let text = id.text {
                if let first = router, first.text != text {
                    report(
                        .peerConflict, peer, line: id.line,
                        "\(first.peer.place) has routerID \(first.text), and a node has one for all VRFs",
                        fix: "routerID: \"\(first.text)\"")
                }
                router = router ?? (text, peer)
            }
        }
    }

    private mutating func checkPair(_ peer: LintObject, _ one: String, _ other: String) {
        let present = [one, other].filter { peer.at("spec")?[$0] != nil }
        guard present.count != 1 else { return }
        report(
            .peerField, peer, line: peer.line("spec", other),
            present.isEmpty ? "neither \(one) nor \(other) is set" : "\(one) and \(other) exclude each other",
            fix: "set one of the two")
    }

    static func interfaceProblem(_ name: String) -> String? {
        do {
            _ = try InterfaceName(name)
            return nil
        } catch {
            return "\(error)"
        }
    }
}
