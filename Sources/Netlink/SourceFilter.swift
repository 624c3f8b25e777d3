// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

private import CNetlink

/// Reverse-path filtering of IPv6, which the kernel has in netfilter alone: a rule of `ip6tables`, in table raw, that drops what comes in with a source that would be
/// answered by another way.
package enum SourceFilter {
    /// Whether there is such a rule for all devices of a prefix, in either kernel part of `ip6tables`: the older one, or nf_tables. Needs CAP_NET_ADMIN.
    package static func isThere(devices prefix: String) throws(NetlinkError) -> Bool {
        let result = unsafe cnetlink_legacy_drops_spoofed(prefix)
        if result > 0 { return true }
        if result < 0 { throw NetlinkError(errno: -result, request: "read the rules of ip6tables") }
        return try rules().contains { $0.dropsSpoofed(prefix) }
    }

    private static func rules() throws(NetlinkError) -> [FilterRule] {
        do {
            var socket = try NetlinkSocket(NETLINK_NETFILTER)
            return try socket.dump(
                "read the rules of nf_tables", Wire.Filter.getRule, answer: Wire.Filter.newRule
            ) { buffer in
                buffer.append(InternetFamily.ipv6.rawValue)
                buffer.append(UInt8(NFNETLINK_V0))
                buffer.append(UInt16(0))
                buffer.attribute(Wire.Filter.table, "raw")
                buffer.attribute(Wire.Filter.chain, "PREROUTING")
            } decode: { span, range in
                FilterRule(span, range)
            }
        } catch  where [ENOENT, EINVAL, EPROTONOSUPPORT, EOPNOTSUPP].contains(error.errno) {
            // The kernel has no nf_tables, or nobody has used it.
            return []
        }
    }
}
