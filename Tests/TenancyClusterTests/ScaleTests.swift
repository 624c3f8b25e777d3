// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import APIServerFixture
import Foundation
import TenancyCore
import Testing

@testable import TenancyCluster

@Suite("A thousand tenants", .timeLimit(.minutes(5)))
struct ScaleTests {
    @Test("are observed by one list and one watch for each kind; a change is seen and costs no request")
    func thousand() async throws {
        let made = try TestCluster()
        let rendered = WatchedResource.all.prefix { $0.kind != .configurationState }
        for number in 0..<1000 {
            for resource in rendered.prefix(9) {
                made.api.put(resource.path, "t\(number)", TestCluster.object("X", "t\(number)"))
            }
        }
        made.start()
        await made.waits { $0.isComplete && $0.count == 9000 }
        func lists() -> Int { made.api.requests.filter { !$0.contains("watch=true") }.count }
        // Two pages for each full kind, one for each empty one.
        #expect(lists() == 9 * 2 + WatchedResource.all.count - 9)
        for round in 1...50 {
            let identity = ObjectIdentity(.namespace, name: "t\(round)")
            made.api.put("/api/v1/namespaces", "t\(round)", TestCluster.object("X", "t\(round)", digest: "new"))
            await made.waits { $0[identity]?.digest == "new" }
        }
        #expect(made.api.requests.count == lists() + WatchedResource.all.count)
        await made.stop()
    }
}
