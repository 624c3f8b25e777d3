// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Glibc

/// The service manager that started this process: systemd, or whoever speaks its protocols; none in a shell.
///
/// Protocols: sd_notify(3) and sd_listen_fds(3), spoken here without libsystemd.
package struct ServiceManager: Sendable {
    /// What to tell the service manager.
    package enum State: Equatable, Sendable {
        case ready
        /// One line for `systemctl status`; more lines become one.
        case status(String)
        /// The configuration is being loaded again; `ready` must follow.
        case reloading
        case stopping
        /// A sign of life, due within ``watchdogInterval``.
        case watchdog
    }

    /// A listening socket the service manager opened for us.
    package struct Socket: Equatable, Sendable {
        /// `FileDescriptorName=` of the socket unit, by default the unit's name.
        package let name: String
        package let descriptor: Int32
    }

    private let socket: String?
    private let inherited: [Socket]
    /// How long the service manager waits for a sign of life before it restarts us, or nil when it does not.
    package let watchdogInterval: Duration?

    /// - Parameters:
    ///   - environment: this process's environment.
    ///   - processID: this process's id: variables meant for another process, whose child we are, count as absent.
    package init(environment: [String: String], processID: Int32 = getpid()) {
        socket = environment["NOTIFY_SOCKET"].flatMap { $0.isEmpty ? nil : $0 }
        let isWatched = environment["WATCHDOG_PID"].map { $0 == String(processID) } ?? true
        watchdogInterval =
            isWatched ? environment["WATCHDOG_USEC"].flatMap { Int64($0) }.map { .microseconds($0) } : nil
        guard environment["LISTEN_PID"] == String(processID),
            let count = environment["LISTEN_FDS"].flatMap({ Int32($0) }),
            count > 0
        else {
            inherited = []
            return
        }
        let names =
            environment["LISTEN_FDNAMES"].map { $0.split(separator: ":", omittingEmptySubsequences: false) } ?? []
        inherited = (0..<count).map { index in
            let name = Int(index) < names.count ? String(names[Int(index)]) : "unknown"
            return Socket(name: name, descriptor: 3 + index)
        }
    }

    /// Tells the service manager; does nothing when there is none. All states go in one message.
    package func notify(_ states: State...) throws(SystemError) {
        guard let path = socket else { return }
        let manager = try UnixSocket.connect(path, type: SOCK_DGRAM)
        do throws(Errno) {
            try manager.write(states.map(\.assignments).joined(separator: "\n").utf8)
        } catch {
            throw SystemError("notify the service manager at \(path)", error)
        }
    }

    /// The sockets of socket activation, to be taken once; children do not inherit them from here on.
    package func takeSockets() -> [Socket] {
        for socket in inherited { _ = fcntl(socket.descriptor, F_SETFD, FD_CLOEXEC) }
        return inherited
    }
}

extension ServiceManager.State {
    fileprivate var assignments: String {
        switch self {
        case .ready: "READY=1"
        case .status(let text): "STATUS=\(text.split(whereSeparator: \.isNewline).joined(separator: " "))"
        case .reloading: "RELOADING=1\nMONOTONIC_USEC=\(SystemClock.monotonicMicroseconds())"
        case .stopping: "STOPPING=1"
        case .watchdog: "WATCHDOG=1"
        }
    }
}
