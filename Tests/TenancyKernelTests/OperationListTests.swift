// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Netlink
import TenancyCore
import TenancyKernel
import Testing

@testable import TenancyKernel

@Suite("Operations of a stage")
struct OperationListTests {
    /// The same mixture in each run.
    private struct Mixture: RandomNumberGenerator {
        private var state: UInt64 = 1

        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ state >> 29
        }
    }

    /// Operations in any mixture: of two networks or none, to two devices or none, in both directions, and others between them.
    private static func operations(_ count: Int, _ random: inout some RandomNumberGenerator) throws
        -> [KernelOperation]
    {
        let networks: [NetworkKey?] = [try NetworkKey("acme"), try NetworkKey("blue"), nil]
        return (0..<count).map { number in
            let network = networks.randomElement(using: &random) ?? nil
            let device = ["tu-acme", "tu-blue", nil].randomElement(using: &random) ?? nil
            let route = Route(
                destination: InternetPrefix(InternetAddress(ipv4: UInt32(number)), length: 32), table: 256,
                protocolID: 201)
            let action: KernelAction =
                switch Int.random(in: 0..<7, using: &random) {
                case 0: .setUp("tu-acme")
                case 1...3: .deleteRoute(route, device: device)
                default: .addRoute(route, device: device)
                }
            return KernelOperation(.addRoutes, network, action)
        }
    }

    private static func list(_ operations: [KernelOperation]) -> OperationList {
        var list = OperationList(.addRoutes)
        for operation in operations { list.append(operation.network, operation.action) }
        return list
    }

    @Test("it is the list of what was put in, whatever stands beside what")
    func model() throws {
        var random = Mixture()
        for count in [0, 1, 2, 10, 300] {
            let operations = try Self.operations(count, &random)
            let list = Self.list(operations)
            #expect(Array(list) == operations)
            #expect(list.count == count)
            #expect(list.networks == Set(operations.compactMap(\.network)))
            #expect(list == Self.list(operations))
            let kept = list.filtered { position, operation in
                !position.isMultiple(of: 3) && operation.network?.description != "blue"
            }
            let expected = operations.enumerated().filter {
                !$0.offset.isMultiple(of: 3) && $0.element.network?.description != "blue"
            }
            #expect(Array(kept) == expected.map(\.element))
            for position in operations.indices {
                switch operations[position].action {
                case .addRoute(let route, let device):
                    let found = try #require(list.route(at: position))
                    #expect(found == (route, device, false))
                case .deleteRoute(let route, let device):
                    let found = try #require(list.route(at: position))
                    #expect(found == (route, device, true))
                default: #expect(list.route(at: position) == nil)
                }
            }
        }
    }

    @Test("room that was made for routes is not a difference")
    func expectation() throws {
        var random = Mixture()
        let operations = try Self.operations(5, &random)
        var list = OperationList(.addRoutes)
        list.expectRoutes(1000)
        for operation in operations { list.append(operation.network, operation.action) }
        #expect(list == Self.list(operations))
    }

    @Test("a route has the size that a million of them are reckoned with")
    func size() {
        #expect(MemoryLayout<Route>.stride == 56)
    }
}
