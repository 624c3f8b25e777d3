// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// How far a tenant has come, from what is asked for to what the kernel does: each stage needs those before it.
package struct Chain: Sendable, Equatable {
    package enum Stage: String, Sendable, CaseIterable {
        /// It stands in the plan.
        case wanted
        /// Its manifests are committed, and pushed when there is a remote.
        case published
        /// The live objects carry the digests of the manifests.
        case applied
        /// The components say that they do what the objects ask for.
        case healthy
        /// The kernel holds the devices and routes.
        case programmed
    }

    package enum State: String, Sendable {
        case done
        case waiting
        case failed
        /// Nobody can tell.
        case unknown
    }

    package struct Link: Sendable, Equatable {
        package let stage: Stage
        package let state: State
        /// The object that is in the way: `ClusterUserDefinedNetwork acme-g1`.
        package let object: String?
        /// What is so, or what is wrong in the words of the component that says so.
        package let message: String
        /// The command that helps.
        package let next: String?

        package init(_ stage: Stage, _ state: State, _ message: String, object: String? = nil, next: String? = nil) {
            self.stage = stage
            self.state = state
            self.object = object
            self.message = message
            self.next = next
        }
    }

    /// One for each stage, in their order.
    package let links: [Link]

    package init(links: [Link]) { self.links = links }

    /// The first link that does not hold.
    package var broken: Link? { links.first { $0.state == .failed || $0.state == .waiting } }

    /// Whether everything is proved.
    package var isLive: Bool { links.allSatisfy { $0.state == .done } }
}
