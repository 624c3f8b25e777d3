// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import CLinux
import Glibc

/// Who opened a connection, as the kernel recorded it at that moment.
package struct PeerCredentials: Equatable, Sendable {
    package let uid: UInt32
    package let gid: UInt32
    package let pid: Int32
    /// Supplementary groups, sorted. They are the connection's and not the process's: /proc/PID would be hidden from
    /// the daemon by `ProtectProc=`, and PID may be another process by now.
    package let groups: [UInt32]

    package init(uid: UInt32, gid: UInt32, pid: Int32, groups: [UInt32]) {
        self.uid = uid
        self.gid = gid
        self.pid = pid
        self.groups = groups.sorted()
    }

    /// Reads them from a connected Unix socket; `EAFNOSUPPORT` for any other socket.
    /// The corresponding C function is `getsockopt` with `SO_PEERCRED` and `SO_PEERGROUPS`.
    package init(socket: Int32) throws(SystemError) {
        var uid: uid_t = .max
        var gid: gid_t = .max
        var pid: pid_t = -1
        var error = unsafe clinux_peer_credentials(socket, &uid, &gid, &pid)
        var groups: [gid_t] = []
        var count = 64
        if error == 0 {
            repeat {
                groups = Array(repeating: .max, count: count)
                error = unsafe clinux_peer_groups(socket, &groups, &count)
            } while error == ERANGE && count > groups.count
        }
        guard error == 0 else { throw SystemError("read the credentials of the peer", Errno(rawValue: error)) }
        self.init(uid: uid, gid: gid, pid: pid, groups: Array(groups.prefix(count)))
    }

    /// Whether `group` is the peer's own group or one of its supplementary ones.
    package func isMember(of group: UInt32) -> Bool {
        gid == group || groups.contains(group)
    }
}
