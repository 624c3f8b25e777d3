// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import TenancyCluster

extension Configuration {
    /// How the cluster is read, and how long a stage lasts that it cannot confirm.
    static func access(_ section: inout ConfigurationSection) throws -> (KubernetesCluster.Access?, Duration) {
        let kubeconfig = try section.value("kubeconfig", "an absolute path") { $0.hasPrefix("/") ? $0 : nil }
        let folder = try section.value("serviceAccount", "an absolute path") { $0.hasPrefix("/") ? $0 : nil }
        let server = try section.value("server", "an address that begins with https://") { text in
            text.hasPrefix("https://") && !text.contains("@") && !text.hasSuffix("/") ? text : nil
        }
        let delay = try section.value("unconfirmedDelay", "a number of seconds from 0 to 86400") { text in
            Int64(text).flatMap { (0...86_400).contains($0) ? $0 : nil }
        }
        let access: KubernetesCluster.Access?
        switch (kubeconfig, folder, server) {
        case (nil, nil, nil): access = nil
        case (let path?, nil, nil): access = .kubeconfig(path)
        case (nil, let folder?, let server?): access = .serviceAccount(folder, server: server)
        default:
            throw section.failure(
                "kubeconfig", "is one way to read the cluster, serviceAccount with server the other: choose one")
        }
        return (access, .seconds(delay ?? 300))
    }
}
