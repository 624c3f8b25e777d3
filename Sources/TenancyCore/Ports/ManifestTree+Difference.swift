// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

extension ManifestTree {
    /// A file that differs between two trees.
    package struct Change: Sendable, Equatable {
        package enum Kind: String, Sendable {
            case added
            case changed
            case removed
        }
        package let kind: Kind
        package let path: String

        package init(_ kind: Kind, _ path: String) {
            self.kind = kind
            self.path = path
        }
    }

    /// The files in which this tree differs from the one before, by path.
    package func changes(from before: ManifestTree) -> [Change] {
        Set(paths).union(before.paths).sorted().compactMap { path in
            switch (before[path], self[path]) {
            case (nil, _?): Change(.added, path)
            case (_?, nil): Change(.removed, path)
            case (let old, let new): old == new ? nil : Change(.changed, path)
            }
        }
    }
}
