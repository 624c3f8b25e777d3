// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import TenancyAPI
import TenancyCore

extension Agent {
    /// Looks at everything: the plan, its files, and what the daemon needs besides.
    func doctor() async -> DoctorObject {
        var findings = await store.examine()
        if let cluster = live.cluster {
            findings += await cluster.examine(settings.cluster)
        } else {
            findings.append(Finding("cluster", .ok, "no cluster is configured: what is published is not confirmed"))
        }
        findings += await live.kernel?.examine() ?? []
        findings.append(await addresses())
        findings += await adoptedNamespaces()
        findings.append(await clock())
        for check in checks { findings += await check.run() }
        return DoctorObject(findings)
    }

    /// Namespaces of somebody else's without the label that their network needs; no finding where none are adopted.
    private func adoptedNamespaces() async -> [Finding] {
        guard let view = live.cluster?.view(), view.knowledge(of: .namespace) == .followed,
            let snapshot = try? await store.snapshot()
        else { return [] }
        let names = Set(snapshot.tenants.flatMap(\.networks).flatMap(\.adoptedNamespaces)).sorted()
        guard !names.isEmpty else { return [] }
        let wrong = names.filter {
            view[ObjectIdentity(.namespace, name: $0.description)].map { $0.detail != .primaryNetwork } ?? false
        }
        guard !wrong.isEmpty else {
            return [Finding("namespaces", .ok, "no adopted namespace lacks the label of its network")]
        }
        return [
            Finding(
                "namespaces", .warning,
                "without the label \(Network.namespaceLabel): \(wrong.map(\.description).joined(separator: ", "))",
                remedy: "their owner has to make them anew with the label: kubectl get namespaces --show-labels")
        ]
    }

    /// An address that the node has got since a tenant was created: what the tenant sends to it stays on the node.
    private func addresses() async -> Finding {
        do {
            let node = try await nodeAddresses.nodeAddresses()
            let taken = try await store.snapshot().tenants.flatMap { tenant in
                tenant.networks.flatMap(\.allocations).compactMap(\.prefix).flatMap { prefix in
                    node.filter { prefix.contains($0.address) }.map {
                        "\($0.address) of \($0.interface) is in \(prefix) of tenant \(tenant.name)"
                    }
                }
            }
            guard !taken.isEmpty else {
                return Finding("addresses", .ok, "none of this node's \(node.count) addresses is a tenant's")
            }
            return Finding(
                "addresses", .warning, taken.joined(separator: "; "),
                remedy: "take the address from the interface, or give the tenant another one: ip address show")
        } catch {
            return Finding("addresses", .failed, "\(error)", remedy: "ip address show")
        }
    }

    /// Whether the clock has gone back behind what is written already: quarantines and drains end by it.
    private func clock() async -> Finding {
        do {
            let (time, last) = (now(), try await store.journal(JournalFilter(limit: 1)).first?.at)
            guard let last, time + .seconds(60) < last else {
                return Finding("clock", .ok, "it is \(time), and no change is of a later time")
            }
            return Finding(
                "clock", .failed, "it is \(time), and the newest change is of \(last)",
                remedy: "set the clock: timedatectl status")
        } catch {
            return Finding("clock", .failed, "\(error)", remedy: "tenancyctl journal list --limit 1")
        }
    }

    /// What `status` says of the store.
    func storeStatus() -> StatusObject.Store {
        let obstacle = store.obstacle()
        return StatusObject.Store(
            state: obstacle.map { $0.isLasting ? "read-only" : "refusing" } ?? "writing",
            error: obstacle?.error.description, hint: obstacle?.error.hint)
    }
}
