// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

package import Netlink
package import TenancyCore

/// Brings a kernel to the desired state: observe, plan, write stage by stage, and observe again until nothing is left to write.
package struct KernelEngine<Kernel: KernelAccess & ~Copyable>: ~Copyable {
    /// A round normally does everything and the next finds nothing to do. Joining a VRF drops routes without a word (S11),
    /// which takes another; more means that somebody works against us.
    private static var rounds: Int { 4 }

    package var kernel: Kernel
    /// What the kernel held when it was last read.
    package private(set) var observation = KernelObservation()
    /// The networks for which the last application wrote something.
    package private(set) var touched: Set<NetworkKey> = []
    /// Of the checks of all pairs, so that they take turns.
    private var turn = 0

    package init(_ kernel: consuming Kernel) {
        self.kernel = kernel
    }

    /// Brings the kernel to the desired state. With everything in place nothing is written.
    ///
    /// After a refusal the later writes of the same network are left out, so that no device is brought up outside of its VRF. When something that
    /// isolates all networks is refused, nothing further is written at all.
    ///
    /// Afterwards the kernel is asked whether the packets of what was changed stay in their VRF.
    ///
    /// - Parameters:
    ///   - released: The networks whose removal was asked for, when the removal of others is to be kept within a budget.
    ///   - checksAll: Whether all networks' packets are asked about.
    ///   - scope: Whose routes are looked at; those of other tables are taken to be as they should.
    package mutating func apply(
        _ desired: KernelState, releasing released: Set<NetworkKey>? = nil, checksAll: Bool = false,
        scope: RouteScope = .all
    ) -> KernelReport {
        var changes = ChangeLog()
        var scope = scope
        touched = []
        // A copy of all routes is worth keeping for no longer than it is compared.
        defer { (observation.routes, observation.connected) = ([:], [:]) }
        var failures: [KernelReport.Failure] = []
        do throws(NetlinkError) {
            for round in 1...Self.rounds {
                try observe(scope, desired)
                let spared = RemovalBudget.spared(desired, in: observation, releasing: released)
                let plan = KernelPlanner.plan(desired, from: observation, sparing: spared)
                failures = plan.failures
                failures += spared.sorted().map {
                    RemovalBudget.failure(for: $0, spared.count, revision: desired.revision)
                }
                guard let next = plan.stages.lazy.compactMap(\.first).first else { break }
                if round == Self.rounds {
                    failures.append(
                        .init(
                            network: next.network,
                            message: "the kernel's state does not settle: '\(next)' is due again",
                            hint: "ip monitor link address route rule"))
                    break
                }
                let before = changes.count
                let refused = try perform(plan, &changes)
                failures += refused
                if changes.count == before { break }
                // Each write is acknowledged, and routes have no effect on anything else.
                if refused.isEmpty, plan.isOfRoutesAlone { break }
                scope.networks.formUnion(touched)
            }
            if checksAll {
                failures += try isolationFailures(desired, of: nil)
            } else if !touched.isEmpty {
                failures += try isolationFailures(desired, of: touched)
            }
        } catch {
            failures.append(.init(network: nil, message: "\(error)"))
        }
        return KernelReport(
            revision: desired.revision, changes: changes.texts, writes: changes.count, failures: failures)
    }

    private mutating func observe(_ scope: RouteScope, _ desired: KernelState) throws(NetlinkError) {
        observation = try kernel.observe(isWhole: scope.isAll)
        observation.tables = scope.resolved(desired, in: observation)
        observation.routes = try kernel.routes(of: RouteProtocol.tenancy, in: observation.tables)
        observation.connected = try kernel.routes(of: RouteProtocol.kernel, in: observation.tables)
        // Before an interface is given to a network, and not again.
        let wanted = Set(
            desired.networks.compactMap { $0.uplink?.kind == .interface ? $0.uplink?.name.description : nil })
        if !wanted.isEmpty, observation.links.contains(where: { wanted.contains($0.name) && GivenInterface($0) == nil })
        {
            observation.defaultDevices = try kernel.defaultDevices()
        }
    }

    /// How the kernel differs from the desired state now. Writes nothing.
    package mutating func differences(from desired: KernelState) throws(NetlinkError) -> [KernelDifference] {
        try observe(.all, desired)
        defer { (observation.routes, observation.connected) = ([:], [:]) }
        let plan = KernelPlanner.plan(desired, from: observation)
        let failures = plan.failures + (try isolationFailures(desired, of: nil))
        return plan.operations.map {
            KernelDifference(network: $0.network, what: $0.action.difference, isRepaired: true, repair: "\($0)")
        }
            + failures.map {
                KernelDifference(network: $0.network, what: $0.message, isRepaired: false, repair: $0.hint)
            }
    }

    private mutating func isolationFailures(
        _ desired: KernelState, of networks: Set<NetworkKey>?
    ) throws(NetlinkError) -> [KernelReport.Failure] {
        let check = IsolationCheck(desired, in: observation, of: networks, turn: turn)
        if networks == nil { turn += 1 }
        guard !check.probes.isEmpty else { return [] }
        let names = Dictionary(observation.links.map { ($0.index, $0.name) }) { first, _ in first }
        return check.failures(try kernel.lookUp(check.probes.map(\.lookup))) { names[$0] }
    }

    private mutating func perform(
        _ plan: KernelPlan, _ changes: inout ChangeLog
    ) throws(NetlinkError) -> [KernelReport.Failure] {
        var failures: [KernelReport.Failure] = []
        var failed: Set<NetworkKey> = []
        for stage in KernelOperation.Stage.allCases {
            // A device that could not be removed still needs the rules that isolate it.
            if stage >= .restoreLocalRule, !failed.isEmpty { break }
            var due = plan.stages[stage.rawValue]
            if !failed.isEmpty { due = due.filtered { !($1.network.map(failed.contains) ?? false) } }
            if due.isEmpty { continue }
            let refusals = try kernel.perform(due)
            let done = refusals.isEmpty ? due : due.filtered { position, _ in refusals[position] == nil }
            changes.append(done)
            touched.formUnion(done.networks)
            for (position, error) in refusals.sorted(by: { $0.key < $1.key }) {
                let operation = due[position]
                // Gone already, or there already because somebody was faster: as it should be, and not our doing.
                if operation.action.isRemoval && error.isMissing || operation.action.isShared && error.isExisting {
                    continue
                }
                // The first refusal in a stage tells enough of a network; finding out what is in the way of each would take a look at its table for each.
                if let network = operation.network, failed.contains(network) { continue }
                failures.append(try failure(of: operation, error))
                // A device that does not keep its addresses, or with another MTU, is a degraded one; all else would be built on sand.
                switch operation.action {
                case .keepAddresses, .setMTU: continue
                default: break
                }
                guard let network = operation.network else { return failures }
                failed.insert(network)
            }
        }
        return failures
    }

    private mutating func failure(
        of operation: KernelOperation, _ error: NetlinkError
    ) throws(NetlinkError) -> KernelReport.Failure {
        var message = "cannot apply '\(operation)': \(error.reason)"
        var hint: String?
        switch operation.action {
        case .addRoute(let route, _) where error.isExisting:
            if let other = try kernel.routeInTheWay(of: route) {
                message = "cannot apply '\(operation)': a route of another owner is in the way: \(other)"
                hint = "ip\(route.destination.family.option) route delete \(other)"
            }
        case .setUp(let device) where error.isNetworkDown:
            message += " (the interface below \(device) is down)"
            hint = "ip -d link show \(device)"
        case .addVRF where error.isUnsupported: hint = "modprobe vrf"
        case .addVLAN where error.isUnsupported: hint = "modprobe 8021q"
        default: break
        }
        if error.isNotPermitted { hint = "run tenancyd with CAP_NET_ADMIN" }
        return .init(network: operation.network, message: message, hint: hint)
    }
}
