// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// One of the clusters, or stages on the way to them, that the same manifests are applied to, each from a path of its own.
package struct GitOpsEnvironment: Sendable, Equatable {
    /// Such as `staging` or `prod`; a DNS label, because objects of the bootstrap carry it.
    package let name: EnvironmentName
    package let branch: String
    /// The folder of the repository that holds its tree; empty for the root.
    package let folder: String
    /// The branch that people merge into `branch`; `nil` to promote at once.
    package var proposalBranch: String?
    /// The API server by which Argo CD knows the cluster; `nil` for the one that Argo CD runs in.
    package var server: String?
    /// The Secret with the kubeconfig by which Flux reaches the cluster; `nil` for the one that Flux runs in.
    package var kubeConfig: String?

    package init(name: EnvironmentName, branch: String, folder: String) {
        self.name = name
        self.branch = branch
        self.folder = folder
    }
}
