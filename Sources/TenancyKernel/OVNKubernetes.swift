// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// What tells OVN-Kubernetes' devices.
enum OVNKubernetes {
    /// How the management port begins that OVN-Kubernetes puts into each of its VRFs.
    static let managementPort = "ovn-k8s-mp"
    /// Its tables begin here. It deletes VRFs with such a table that it does not know, so none of ours has one.
    static let firstTable: UInt32 = 1000
}
