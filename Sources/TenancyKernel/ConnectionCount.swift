// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import Platform
internal import TenancyCore

/// Counts the connections that the kernel tracks for a tenant.
enum ConnectionCount {
    /// Of the namespace of the thread that asks; `/proc/net` is the one of the process.
    private static let path = "/proc/thread-self/net/nf_conntrack"
    /// The size of the list that is looked through at most: some 300,000 connections.
    private static let limit = 64 << 20

    /// Connections from or to a public address of the tenant, and within the prefixes that nobody else has.
    ///
    /// - Throws: `TenancyError` when there is a list and it cannot be read: what is not known to be free is not released.
    static func blockers(of tenant: Tenant, own: [Prefix]) throws -> [Blocker] {
        let held = tenant.networks.flatMap {
            $0.loadBalancerAddresses + $0.prefixes(.floating).map(\.first) + $0.egressAddresses
        }
        let prefixes = Set(held.map { Prefix($0) } + own)
        // Without connection tracking there is no list.
        guard !prefixes.isEmpty, FileSystem.exists(path) else { return [] }
        do throws(SystemError) {
            return blockers(try FileSystem.read(path, limit: limit), of: prefixes)
        } catch {
            throw TenancyError(.internal, "cannot count the tenant's connections: \(error)", hint: "conntrack -C")
        }
    }

    /// Counts the connections of a list in the kernel's format, by prefix.
    static func blockers(_ list: [UInt8], of prefixes: Set<Prefix>) -> [Blocker] {
        // Nearly all of them are single addresses, and there are as many lines as connections.
        let single = Set(prefixes.filter(\.isSingle))
        let wide = prefixes.subtracting(single)
        var counts: [Prefix: Int] = [:]
        for line in list.split(separator: UInt8(ascii: "\n")) {
            var found: Set<Prefix> = []
            for word in line.split(separator: UInt8(ascii: " ")) {
                guard word.starts(with: "src=".utf8) || word.starts(with: "dst=".utf8),
                    let address = address(String(decoding: word.dropFirst(4), as: UTF8.self))
                else { continue }
                if single.contains(Prefix(address)) { found.insert(Prefix(address)) }
                found.formUnion(wide.filter { $0.contains(address) })
            }
            for prefix in found { counts[prefix, default: 0] += 1 }
        }
        return counts.sorted { $0.key < $1.key }.map { prefix, count in
            let object = prefix.isSingle ? "\(prefix.first)" : "\(prefix)"
            return Blocker(
                kind: "Connection", object: object,
                why: "\(count) \(count == 1 ? "connection uses" : "connections use") it",
                show: commands("-L", object, prefix.isSingle), remove: commands("-D", object, prefix.isSingle))
        }
    }

    /// For the source and the destination, and for those of the answers, which another address stands for where there is NAT; the program takes no prefix for them.
    private static func commands(_ verb: String, _ object: String, _ isSingle: Bool) -> String {
        (isSingle ? ["-s", "-d", "-r", "-q"] : ["-s", "-d"]).map { "conntrack \(verb) \($0) \(object)" }.joined(
            separator: "; ")
    }

    /// An address as the kernel writes it: IPv6 in full, with leading zeros.
    private static func address(_ text: String) -> IPAddress? {
        guard text.contains(":") else { return try? IPAddress(parsing: text) }
        let groups = text.split(separator: ":").map { group in
            let digits = group.drop { $0 == "0" }
            return digits.isEmpty ? "0" : String(digits)
        }
        return try? IPAddress(parsing: groups.joined(separator: ":"))
    }
}
