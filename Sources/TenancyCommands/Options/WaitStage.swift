// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// What a change has to reach before the command returns.
enum WaitStage: String, CaseIterable {
    /// The kernel holds it.
    case kernel
    /// The manifests are committed, and pushed when there is a remote.
    case published
    /// Both of them.
    case both
    /// The components confirm it: both of them, and a chain that holds to the end.
    case live

    /// What to wait for, as the API calls it.
    var targets: [String] {
        switch self {
        case .kernel: ["kernel"]
        case .published: ["published"]
        case .both, .live: ["kernel", "published"]
        }
    }
}
