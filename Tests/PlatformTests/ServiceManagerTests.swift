// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import Platform

@Suite("Service manager")
struct ServiceManagerTests {
    /// A bound datagram socket in the place of systemd's.
    private func receive(at name: String, _ send: () throws -> Void) throws -> String {
        let receiver = FileDescriptor(adopting: socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0))
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(name.utf8)
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: bytes) }
        if name.hasPrefix("@") { address.sun_path.0 = 0 }
        let length = socklen_t(MemoryLayout<sa_family_t>.size + bytes.count)
        let bound = unsafe withUnsafePointer(to: &address) {
            unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe bind(receiver.raw, $0, length) }
        }
        try #require(bound == 0)
        try send()
        var message = [UInt8](repeating: 0, count: 4096)
        let count = unsafe recv(receiver.raw, &message, message.count, Int32(MSG_DONTWAIT))
        return String(decoding: message.prefix(max(0, count)), as: UTF8.self)
    }

    @Test("states go in one message, to a path or to the abstract namespace", arguments: [false, true])
    func notify(abstract: Bool) throws {
        let directory = try TemporaryDirectory()
        let name = (abstract ? "@" : "") + directory.file("notify")
        let manager = ServiceManager(environment: ["NOTIFY_SOCKET": name])
        let message = try receive(at: name) { try manager.notify(.ready, .status("serving\nREADY=0")) }
        #expect(message == "READY=1\nSTATUS=serving READY=0")
    }

    @Test("a reload tells when it began, on the monotonic clock")
    func reloading() throws {
        let directory = try TemporaryDirectory()
        let manager = ServiceManager(environment: ["NOTIFY_SOCKET": directory.file("notify")])
        let before = SystemClock.monotonicMicroseconds()
        let message = try receive(at: directory.file("notify")) { try manager.notify(.reloading) }
        let match = try #require(message.wholeMatch(of: /RELOADING=1\nMONOTONIC_USEC=(\d+)/))
        let time = try #require(Int64(match.1))
        #expect((before...SystemClock.monotonicMicroseconds()).contains(time))
    }

    @Test("without a service manager nothing is sent, with a broken one the error names it")
    func absence() throws {
        try ServiceManager(environment: [:]).notify(.ready)
        try ServiceManager(environment: ["NOTIFY_SOCKET": ""]).notify(.ready)
        let error = #expect(throws: SystemError.self) {
            try ServiceManager(environment: ["NOTIFY_SOCKET": "/nowhere/notify"]).notify(.stopping, .watchdog)
        }
        #expect(error?.description == "cannot connect to /nowhere/notify: No such file or directory")
    }

    @Test("sockets come with their names in order, from descriptor 3 on")
    func sockets() {
        let manager = ServiceManager(
            environment: ["LISTEN_PID": "77", "LISTEN_FDS": "3", "LISTEN_FDNAMES": "api:tcp"], processID: 77)
        #expect(
            manager.takeSockets() == [
                .init(name: "api", descriptor: 3), .init(name: "tcp", descriptor: 4),
                .init(name: "unknown", descriptor: 5),
            ])
    }

    @Test(
        "sockets of another process, or none, are not taken",
        arguments: [
            [:], ["LISTEN_FDS": "1"], ["LISTEN_PID": "78", "LISTEN_FDS": "1"], ["LISTEN_PID": "77", "LISTEN_FDS": "0"],
            ["LISTEN_PID": "77", "LISTEN_FDS": "-1"], ["LISTEN_PID": "77", "LISTEN_FDS": "x"],
        ])
    func noSockets(environment: [String: String]) {
        #expect(ServiceManager(environment: environment, processID: 77).takeSockets().isEmpty)
    }

    @Test("the watchdog's interval is ours or nobody's")
    func watchdog() {
        func interval(_ environment: [String: String]) -> Duration? {
            ServiceManager(environment: environment, processID: 77).watchdogInterval
        }
        #expect(interval(["WATCHDOG_USEC": "30000000"]) == .seconds(30))
        #expect(interval(["WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "77"]) == .seconds(30))
        #expect(interval(["WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "78"]) == nil)
        #expect(interval([:]) == nil)
    }
}
