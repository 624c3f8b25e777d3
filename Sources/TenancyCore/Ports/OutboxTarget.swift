// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// An executor that the outbox feeds.
package enum OutboxTarget: String, Sendable, CaseIterable {
    case kernel
    case manifests
}
