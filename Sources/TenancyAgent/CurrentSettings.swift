// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// The settings in force, which a reload replaces.
final class CurrentSettings: Sendable {
    private let settings: Mutex<AgentSettings>

    init(_ settings: AgentSettings) { self.settings = Mutex(settings) }

    var value: AgentSettings {
        get { settings.withLock { $0 } }
        set { settings.withLock { $0 = newValue } }
    }
}
