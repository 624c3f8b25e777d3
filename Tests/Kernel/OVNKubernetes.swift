// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// OVN-Kubernetes' VRF manager as its current source has it, as far as it meets us: the table is 1000 and the index of the management port, VRFs it does not know with such
/// a table are deleted, and the routes of devices that it releases go to the main table, but for those of its own protocol.
struct OVNKubernetes {
    let machine: Namespace
    let vrf: String
    private let port = "ovn-k8s-mp1"

    func create() async throws {
        try await machine.run(
            """
            ip link add \(port) type dummy
            ip link add \(vrf) type vrf table $((1000 + $(ip -o link show \(port) | cut -d: -f1)))
            ip link set \(vrf) up
            ip link set \(port) master \(vrf) up
            ip route add unreachable default vrf \(vrf) proto 85 metric 4278198272
            ip -6 route add unreachable default vrf \(vrf) proto 85 metric 4278198272
            """)
    }

    /// Deletes the VRF and puts the routes of what was inside into the main table.
    func delete() async throws {
        try await machine.run(
            """
            ip route show vrf \(vrf) proto 201 >/tmp/ovn-4; ip -6 route show vrf \(vrf) proto 201 >/tmp/ovn-6; ip link delete \(vrf); \
            while read route; do ip route add $route proto 201 || true; done </tmp/ovn-4 2>/dev/null; \
            while read route; do ip -6 route add $route proto 201 || true; done </tmp/ovn-6 2>/dev/null; ip link delete \(port)
            """)
    }

    /// What it does each minute and at its start.
    func repair() async throws {
        try await machine.run(
            """
            ip -d -o link show type vrf | while read line; do name=$(echo "$line" | cut -d: -f2 | tr -d ' '); \
            table=$(echo "$line" | sed 's/.* vrf table \\([0-9]*\\).*/\\1/'); \
            [ "$table" -lt 1000 ] || [ "$name" = \(vrf) ] || ip link delete "$name"; done
            """)
    }
}
