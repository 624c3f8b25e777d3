// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Netlink

/// A network namespace of the test's own: what runs here sees no interface of the machine.
actor NetworkNamespace {
    private nonisolated let executor: ThreadExecutor

    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }

    init() throws {
        executor = try ThreadExecutor(inNewNetworkNamespace: true)
    }

    func run<Result: Sendable>(_ body: @Sendable () throws -> Result) rethrows -> Result {
        try body()
    }

    /// Whether this process may make namespaces (it needs CAP_SYS_ADMIN).
    static let isAvailable = (try? NetworkNamespace()) != nil
}
