// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// A recorder where the hook of a connection finds it.
final class Recording {
    var recorder: ChangeRecorder

    init(_ recorder: ChangeRecorder) { self.recorder = recorder }
}
