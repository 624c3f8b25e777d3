// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// What applies the manifests, and where it finds them.
package struct GitOpsSettings: Sendable, Equatable {
    package enum Flavor: String, Sendable, CaseIterable {
        case argocd
        case flux
        /// Something else, or a person: no bootstrap folder.
        case plain
    }

    package var flavor = Flavor.plain
    /// The repository as the cluster reaches it: `https://`, `http://` or `ssh://`.
    package var url = ""
    package var branch = "main"
    /// The folder of the repository that holds the tree; empty for the root.
    package var folder = ""
    /// Where Argo CD or Flux runs; `nil` for the usual place.
    package var namespace: NamespaceName?
    /// The Secret there with the credentials for the repository; `nil` when it needs none. Argo CD finds its own by their label.
    package var secret: String?

    /// In the order of promotion, the first with `branch` and `folder`; empty when there is only that one, without a name.
    package var environments: [GitOpsEnvironment] = []

    /// How long each step of a tenant's removal stays before the next one; zero: everything goes at once.
    package var phaseDelay = Duration.zero

    package init() {}
}
