// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import APIServerFixture
import Foundation
import TenancyCore
import Testing

@testable import TenancyCluster

/// What the kernel says is resident, in processes of their own. The scripted server is in them as well, and makes its objects while it sends them.
@Suite("Memory", .timeLimit(.minutes(5)))
struct MemoryTests {
    /// KiB that are resident now (`VmRSS`), or were at most (`VmHWM`).
    static func resident(_ name: String = "VmRSS") throws -> Int {
        let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        let line = status.split(separator: "\n").first { $0.hasPrefix("\(name):") }
        return try #require(line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) })
    }

    /// Follows pools of so many objects of 100,000 bytes each. Returns the most KiB that were resident until then.
    static func most(objects: Int, honoursLimit: Bool) async throws -> Int {
        let made = try TestCluster(paths: [TestCluster.cudns])
        let padding = String(repeating: "x", count: 100_000)
        made.api.generate(TestCluster.pools, count: objects, honoursLimit: honoursLimit) { number in
            #"{"metadata":{"name":"p\#(number)","managedFields":"\#(padding)","annotations":{"tenancy.dev/digest":"sha256:x"}}}"#
        }
        made.start()
        await made.waits { $0.all(.ipAddressPool).count == objects }
        let most = try resident("VmHWM")
        await made.stop()
        return most
    }

    @Test("a list of 100 MB costs no more than one of 10 MB, in pages and in one piece")
    func list() async throws {
        await #expect(processExitsWith: .success) {
            for honoursLimit in [true, false] {
                let small = try await MemoryTests.most(objects: 100, honoursLimit: honoursLimit)
                let large = try await MemoryTests.most(objects: 1000, honoursLimit: honoursLimit)
                print("memory: a list of 10 MB \(small) KiB, of 100 MB \(large) KiB")
                #expect(large - small < 16 << 10, "\(small) KiB, then \(large) KiB")
            }
        }
    }

    @Test("10,000 changes of 1,000 tenants leave as much behind as 1,000 do")
    func steady() async throws {
        await #expect(processExitsWith: .success) {
            let made = try TestCluster()
            let path = "/api/v1/namespaces"
            for number in 0..<1000 { made.api.put(path, "t\(number)", TestCluster.object("X", "t\(number)")) }
            made.start()
            await made.waits { $0.isComplete && $0.count == 1000 }
            var seen: [Int] = []
            for round in 1...10 {
                for number in 0..<1000 {
                    made.api.put(path, "t\(number)", TestCluster.object("X", "t\(number)", digest: "d\(round)"))
                }
                await made.waits { view in view.all(.namespace).allSatisfy { $0.digest == "d\(round)" } }
                seen.append(try MemoryTests.resident())
            }
            print("memory: after each 1,000 changes \(seen) KiB")
            // 9,000 events of the server's, 300 bytes each, are in there.
            #expect(seen[9] - seen[0] < 12 << 10, "\(seen)")
            await made.stop()
        }
    }
}
