// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

package import Netlink

/// The kernel's state, as the engine reads and writes it: the real one, or a model in a test.
package protocol KernelAccess: ~Copyable {
    /// Reads everything that concerns us.
    mutating func observe() throws(NetlinkError) -> KernelObservation

    /// Writes in order, and returns the refusals by position; one refusal does not stop the others. Devices are those of the last observation
    /// and those made since. Throws when answers are lost: then any of the writes may have been done.
    mutating func perform(_ actions: [KernelAction]) throws(NetlinkError) -> [Int: NetlinkError]

    /// The route, of whatever owner, that has this one's table, destination and metric, as `ip` prints it.
    mutating func routeInTheWay(of route: Route) throws(NetlinkError) -> String?

    /// Where packets would go, by the positions of the lookups; one that would be refused has no route.
    mutating func lookUp(_ lookups: [RouteLookup]) throws(NetlinkError) -> [Int: Route]
}
