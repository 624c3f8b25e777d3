// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Netlink
import TenancyCore
import Testing

@testable import TenancyKernel

/// The parts of the real kernel that need no VRF.
/// Whether this process may make network namespaces.
private let isCapable = (try? ThreadExecutor(inNewNetworkNamespace: true)) != nil

@Suite("The agent's kernel", .enabled(if: isCapable, "needs CAP_SYS_ADMIN to make a network namespace"))
struct LinuxKernelTests {
    @Test("watching looks once at its start, works beside an application, and ends when it is cancelled")
    func watch() async throws {
        let kernel = LinuxKernel(executor: try ThreadExecutor(inNewNetworkNamespace: true))
        let (looks, look) = AsyncStream.makeStream(of: Void.self)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await kernel.watch { look.yield() } }
            for await _ in looks { break }
            #expect(await kernel.apply(KernelState(revision: 3, networks: [])).failures == [])
            let differences = try await kernel.differences(from: KernelState(revision: 3, networks: []))
            #expect(differences == [])
            group.cancelAll()
        }
    }
}
