// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// OVN-Kubernetes' VRF manager as its current source has it, as far as it meets us: the table is 1000 and the index of the management port, VRFs it does not know with such
/// a table are deleted, and the routes of devices that it releases go to the main table, but for those of its own protocol. With few processes: each takes the guest its time.
struct OVNKubernetes {
    let machine: Namespace
    let vrf: String
    private let port = "ovn-k8s-mp1"

    func create() async throws {
        try await machine.run(
            script: """
                ip link add \(port) type dummy
                line=$(ip -o link show \(port))
                ip -batch - <<END
                link add \(vrf) type vrf table $((1000 + ${line%%:*}))
                link set \(vrf) up
                link set \(port) master \(vrf) up
                route add unreachable 0.0.0.0/0 vrf \(vrf) proto 85 metric 4278198272
                route add unreachable ::/0 vrf \(vrf) proto 85 metric 4278198272
                END
                """)
    }

    /// Deletes the VRF and puts the routes of what was inside into the main table.
    func delete() async throws {
        try await machine.run(
            script: """
                routes=$(for family in 4 6; do
                    ip -$family route show vrf \(vrf) proto 201 | while read -r route; do
                        case $family$route in (6default*) route=::/0${route#default} ;; esac
                        echo "route add $route proto 201"
                    done
                done)
                ip link delete \(vrf)
                echo "$routes" | ip -force -batch - 2>/dev/null || true
                ip link delete \(port)
                """)
    }

    /// What it does each minute and at its start.
    func repair() async throws {
        try await machine.run(
            script: """
                ip -d -o link show type vrf | while read -r line; do
                    name=${line#*: }; name=${name%%:*}; table=${line##* vrf table }; table=${table%% *}
                    [ "$table" -lt 1000 ] || [ "$name" = \(vrf) ] || ip link delete "$name"
                done
                """)
    }
}
