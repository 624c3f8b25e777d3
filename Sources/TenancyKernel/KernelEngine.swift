// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

private import Netlink
package import TenancyCore

/// Brings a kernel to the desired state: observe, plan, write stage by stage, and observe again until nothing is left to write.
package struct KernelEngine<Kernel: KernelAccess & ~Copyable>: ~Copyable {
    /// A round normally does everything and the next finds nothing to do. Joining a VRF drops routes without a word (S11),
    /// which takes another; more means that somebody works against us.
    private static var rounds: Int { 4 }

    package var kernel: Kernel

    package init(_ kernel: consuming Kernel) {
        self.kernel = kernel
    }

    /// Brings the kernel to the desired state. With everything in place nothing is written.
    ///
    /// After a refusal the later writes of the same network are left out, so that no device is brought up outside of its VRF. When something that
    /// isolates all networks is refused, nothing further is written at all.
    package mutating func apply(_ desired: KernelState) -> KernelReport {
        var changes: [String] = []
        var failures: [KernelReport.Failure] = []
        do throws(NetlinkError) {
            for round in 1...Self.rounds {
                let plan = KernelPlanner.plan(desired, from: try kernel.observe())
                failures = plan.failures
                guard let next = plan.operations.first else { break }
                if round == Self.rounds {
                    failures.append(
                        .init(
                            network: next.network,
                            message: "the kernel's state does not settle: '\(next)' is due again",
                            hint: "ip monitor link address route rule"))
                    break
                }
                let before = changes.count
                failures += try perform(plan.operations, &changes)
                if changes.count == before { break }
            }
        } catch {
            failures.append(.init(network: nil, message: "\(error)"))
        }
        return KernelReport(revision: desired.revision, changes: changes, failures: failures)
    }

    private mutating func perform(
        _ operations: [KernelOperation], _ changes: inout [String]
    ) throws(NetlinkError) -> [KernelReport.Failure] {
        var failures: [KernelReport.Failure] = []
        var failed: Set<NetworkKey> = []
        for stage in KernelOperation.Stage.allCases {
            // A device that could not be removed still needs the rules that isolate it.
            if stage >= .restoreLocalRule, !failed.isEmpty { break }
            let due = operations.filter { operation in
                operation.stage == stage && !(operation.network.map(failed.contains) ?? false)
            }
            if due.isEmpty { continue }
            let refusals = try kernel.perform(due.map(\.action))
            for (position, operation) in due.enumerated() {
                guard let error = refusals[position] else {
                    changes.append("\(operation)")
                    continue
                }
                // Gone already, or there already because somebody was faster: as it should be, and not our doing.
                if operation.action.isRemoval && error.isMissing || operation.action.isShared && error.isExisting {
                    continue
                }
                failures.append(try failure(of: operation, error))
                // A device that does not keep its addresses is a degraded one; all else would be built on sand.
                if case .keepAddresses = operation.action { continue }
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
