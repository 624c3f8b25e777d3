// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// The files that do not depend on the plan.
enum StaticFiles {
    static let sourceIgnore = """
        # What is no manifest stays out of Flux' artifacts.
        README.md
        bootstrap/
        tenant.json

        """

    static let readme = """
        # Tenant networks

        `tenancyd` writes this folder from its address plan, and `tenancyctl` changes the plan. The next revision of the plan
        replaces what stands here: a file that somebody else changed is reported, not overwritten.

        | path | content |
        |---|---|
        | `platform/` | what all tenants share |
        | `tenants/kustomization.yaml` | everything: all tenants and `platform/` |
        | `tenants/<tenant>/` | one tenant, one object per file |
        | `tenants/<tenant>/tenant.json` | the tenant for programs: networks, namespaces, addresses |
        | `bootstrap/` | what a person applies once, so that Argo CD or Flux applies the rest |

        Flux: one Kustomization with the path `tenants`, `prune: true`, `retryInterval` and the health checks of `bootstrap/flux`.

        Argo CD: an ApplicationSet over `tenants/*/tenant.json` with one more Application for `platform`, as in
        `bootstrap/argocd`. `retry` is needed: MetalLB's webhook may refuse an object until another one is gone, and Argo CD does
        not try a commit twice by itself.

        The annotation `tenancy.dev/digest` is the SHA-256 of the object without it: a live object with the same value has
        the content that stands here. The revision of the plan is in the trailers of each commit.

        """
}
