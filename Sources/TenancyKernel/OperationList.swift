// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import Netlink
package import TenancyCore

/// The operations of one stage, in the order in which they were planned.
///
/// Routes in a row that are written for the same network, to the same device and in the same direction are kept as routes alone: a million operations would be
/// more than twice as much memory, which takes longer to fill than the kernel needs for each.
package struct OperationList: Sendable, Equatable, RandomAccessCollection {
    private struct Run: Sendable, Equatable {
        let network: NetworkKey?
        let device: String?
        let isRemoval: Bool
        /// Either these are empty, or the others.
        var routes: [Route] = []
        var others: [KernelOperation] = []
    }

    private let stage: KernelOperation.Stage
    private var runs: [Run] = []
    /// Where each run begins.
    private var starts: [Int] = []
    /// How many routes a run that begins may have, as far as that is known.
    private var expected = 0
    package private(set) var endIndex = 0

    package init(_ stage: KernelOperation.Stage) {
        self.stage = stage
    }

    package static func == (lhs: Self, rhs: Self) -> Bool { lhs.stage == rhs.stage && lhs.runs == rhs.runs }

    package var startIndex: Int { 0 }

    package subscript(position: Int) -> KernelOperation {
        let number = run(of: position)
        guard let (route, device, isRemoval) = route(at: position) else {
            return runs[number].others[position - starts[number]]
        }
        let action: KernelAction =
            isRemoval ? .deleteRoute(route, device: device) : .addRoute(route, device: device)
        return KernelOperation(stage, runs[number].network, action)
    }

    /// The route that an operation writes, without the operation around it; nil when it writes something else.
    func route(at position: Int) -> (route: Route, device: String?, isRemoval: Bool)? {
        let number = run(of: position)
        guard !runs[number].routes.isEmpty else { return nil }
        return (runs[number].routes[position - starts[number]], runs[number].device, runs[number].isRemoval)
    }

    /// The networks that they are for.
    package var networks: Set<NetworkKey> {
        var networks: Set<NetworkKey> = []
        for run in runs {
            if let network = run.network { networks.insert(network) }
            networks.formUnion(run.others.lazy.compactMap(\.network))
        }
        return networks
    }

    /// Adds an operation of this stage.
    mutating func append(_ network: NetworkKey?, _ action: KernelAction) {
        switch action {
        case .addRoute(let route, let device): append(route, device: device, isRemoval: false, for: network)
        case .deleteRoute(let route, let device): append(route, device: device, isRemoval: true, for: network)
        default:
            if runs.last?.others.isEmpty ?? true { begin(Run(network: nil, device: nil, isRemoval: false)) }
            runs[runs.count - 1].others.append(KernelOperation(stage, network, action))
            endIndex += 1
        }
    }

    mutating func append(_ route: Route, device: String?, isRemoval: Bool, for network: NetworkKey?) {
        if !continues(network, device, isRemoval) {
            begin(Run(network: network, device: device, isRemoval: isRemoval))
            if expected > 0 { runs[runs.count - 1].routes.reserveCapacity(expected) }
            expected = 0
        }
        runs[runs.count - 1].routes.append(route)
        endIndex += 1
    }

    /// Makes room for so many routes that follow.
    mutating func expectRoutes(_ count: Int) { expected = Swift.max(count, 0) }

    /// Those that fulfil a condition.
    func filtered(_ isIncluded: (Int, KernelOperation) -> Bool) -> Self {
        var list = Self(stage)
        for position in indices {
            let operation = self[position]
            if isIncluded(position, operation) { list.append(operation.network, operation.action) }
        }
        return list
    }

    private mutating func begin(_ run: Run) {
        runs.append(run)
        starts.append(endIndex)
    }

    private func continues(_ network: NetworkKey?, _ device: String?, _ isRemoval: Bool) -> Bool {
        let number = runs.count - 1
        guard number >= 0, !runs[number].routes.isEmpty else { return false }
        return runs[number].isRemoval == isRemoval && runs[number].network == network && runs[number].device == device
    }

    /// The run that a position lies in.
    private func run(of position: Int) -> Int {
        var (first, end) = (0, starts.count)
        while end - first > 1 {
            let middle = (first + end) / 2
            if starts[middle] <= position { first = middle } else { end = middle }
        }
        return first
    }
}
