// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

package import Netlink

/// The kernel's state, as the engine reads and writes it: the real one, or a model in a test.
package protocol KernelAccess: ~Copyable {
    /// Reads everything that concerns us but routes.
    ///
    /// - Parameter isWhole: Whether the settings of devices are read as well that were read before; nobody tells when they change.
    mutating func observe(isWhole: Bool) throws(NetlinkError) -> KernelObservation

    /// Reads the routes of one protocol, ours or the kernel's, in these tables, by table; nil: in all.
    mutating func routes(of protocolID: UInt8, in tables: Set<UInt32>?) throws(NetlinkError) -> [UInt32: [Route]]

    /// The devices that default routes of the main table lead to, of any owner.
    mutating func defaultDevices() throws(NetlinkError) -> Set<UInt32>

    /// Writes in order, and returns the refusals by position; one refusal does not stop the others. Devices are those of the last observation
    /// and those made since. Throws when answers are lost: then any of the writes may have been done.
    mutating func perform(_ operations: OperationList) throws(NetlinkError) -> [Int: NetlinkError]

    /// The route, of whatever owner, that has this one's table, destination and metric, as `ip` prints it.
    mutating func routeInTheWay(of route: Route) throws(NetlinkError) -> String?

    /// Where packets would go, by the positions of the lookups; one that would be refused has no route.
    mutating func lookUp(_ lookups: [RouteLookup]) throws(NetlinkError) -> [Int: Route]
}

/// A kernel that runs, in the network namespace of the thread that opens it.
package protocol RunningKernel: KernelAccess, SendableMetatype, ~Copyable {
    init() throws(NetlinkError)

    /// The port that the kernel's echoes of our writes carry.
    var port: UInt32 { get }
}
