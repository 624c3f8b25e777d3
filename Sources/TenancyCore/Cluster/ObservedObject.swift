// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// What is kept of an object in the cluster.
package struct ObservedObject: Sendable, Equatable {
    /// What the component that the object is for says of it.
    package enum Verdict: Sendable, Equatable {
        /// It says nothing of objects of this kind.
        case silent
        case good
        /// It has not said anything yet, or is at it.
        case waiting(String)
        /// It refuses or fails; in its own words.
        case bad(String)
    }

    /// What else there is to know of a kind.
    package enum Detail: Sendable, Equatable {
        case none
        /// A Namespace with the label of a primary network.
        case primaryNetwork
        /// A BGP session of FRR-K8s: the default VRF is empty.
        case session(vrf: String, peer: String, state: String)
        /// The addresses of a Service of type LoadBalancer, of an EgressIP, or of an IPAddressPool in its words.
        case addresses([String])
    }

    package let identity: ObjectIdentity
    /// The annotation `tenancy.dev/digest`: of what intent the object is.
    package let digest: String?
    /// The annotation `tenancy.dev/tenant`.
    package let tenant: String?
    /// Whether it is on its way out and something still holds it.
    package let isDeleting: Bool
    package let verdict: Verdict
    package let detail: Detail

    package init(
        identity: ObjectIdentity, digest: String? = nil, tenant: String? = nil, isDeleting: Bool = false,
        verdict: Verdict = .silent, detail: Detail = .none
    ) {
        self.identity = identity
        self.digest = digest
        self.tenant = tenant
        self.isDeleting = isDeleting
        self.verdict = verdict
        self.detail = detail
    }
}
