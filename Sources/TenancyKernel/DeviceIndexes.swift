// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import Netlink

/// The indexes of devices by name.
struct DeviceIndexes {
    private var byName: [String: UInt32] = [:]
    /// What was asked for last: thousands of routes in a row use one device.
    private var last: (name: String, index: UInt32)?

    init() {}

    init(_ links: [NetworkLink]) {
        byName = Dictionary(links.map { ($0.name, $0.index) }) { first, _ in first }
    }

    /// Throws when there is no such device.
    mutating func index(of name: String) throws(NetlinkError) -> UInt32 {
        if let last, last.name == name { return last.index }
        guard let index = byName[name] else { throw .noDevice(name) }
        last = (name, index)
        return index
    }

    func name(_ index: UInt32) -> String? { byName.first { $0.value == index }?.key }

    mutating func note(_ name: String, _ index: UInt32?) {
        byName[name] = index
        last = nil
    }
}
