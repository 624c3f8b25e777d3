// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// What is known of the cluster at a moment.
package struct ClusterView: Sendable, Equatable {
    /// What is known of one kind.
    package enum Knowledge: Sendable, Equatable {
        /// It has not been listed yet.
        case pending
        /// It is listed and followed.
        case followed
        /// The cluster has no such kind.
        case absent
        /// It cannot be followed; what is known of it is of the time before.
        case failed(String, hint: String?)
    }

    private var objects: [ObjectKind: [ObjectIdentity: ObservedObject]] = [:]
    private var knowledge: [ObjectKind: Knowledge] = [:]

    package init() {}

    package subscript(identity: ObjectIdentity) -> ObservedObject? {
        get { objects[identity.kind]?[identity] }
        set { objects[identity.kind, default: [:]][identity] = newValue }
    }

    /// The objects of a kind, in no order.
    package func all(_ kind: ObjectKind) -> some Collection<ObservedObject> { (objects[kind] ?? [:]).values }

    package func knowledge(of kind: ObjectKind) -> Knowledge { knowledge[kind] ?? .pending }

    /// Puts a fresh list in the place of what was known of a kind.
    package mutating func replace(_ kind: ObjectKind, with new: [ObjectIdentity: ObservedObject]) {
        objects[kind] = new
        knowledge[kind] = .followed
    }

    package mutating func note(_ state: Knowledge, of kind: ObjectKind) {
        knowledge[kind] = state
        if state == .absent { objects[kind] = [:] }
    }

    /// Why the cluster cannot be read as a whole or in part, and what to do: the first of the kinds' reasons.
    package var failure: (message: String, hint: String?)? {
        for kind in ObjectKind.allCases {
            if case .failed(let message, let hint)? = knowledge[kind] { return (message, hint) }
        }
        return nil
    }

    /// Whether everything has been listed once.
    package var isComplete: Bool { ObjectKind.allCases.allSatisfy { knowledge(of: $0) != .pending } }

    /// How many objects are known.
    package var count: Int { objects.values.reduce(0) { $0 + $1.count } }
}
