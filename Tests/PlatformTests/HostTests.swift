// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Platform
import Testing

@Suite("Host")
struct HostTests {
    @Test("the name is the kernel's")
    func name() {
        #expect(Host.name == firstLine(of: "/proc/sys/kernel/hostname"))
    }

    @Test("the environment is whole")
    func environment() {
        #expect(Host.environment == ProcessInfo.processInfo.environment)
        #expect(Host.environment["PATH"]?.isEmpty == false)
    }

    @Test("a group is found by name or not at all")
    func groups() throws {
        #expect(try Host.groupID(named: "root") == 0)
        #expect(try Host.groupID(named: "no-such-group") == nil)
    }

    @Test("a pipe is no terminal")
    func noTerminal() {
        let pipe = Foundation.Pipe()
        let descriptor = pipe.fileHandleForWriting.fileDescriptor
        #expect(!Terminal.isTerminal(descriptor))
        #expect(Terminal.width(descriptor) == nil)
        #expect(!Terminal.isColoured(descriptor, environment: [:]))
    }

    @Test("a terminal tells its width, and has colour unless the environment says no")
    func terminal() {
        let descriptor = unsafe open("/dev/ptmx", O_RDWR | O_NOCTTY)
        defer { close(descriptor) }
        #expect(Terminal.width(descriptor) == nil)
        var size = winsize(ws_row: 24, ws_col: 97, ws_xpixel: 0, ws_ypixel: 0)
        _ = unsafe ioctl(descriptor, UInt(TIOCSWINSZ), &size)
        #expect(Terminal.width(descriptor) == 97)
        #expect(Terminal.isColoured(descriptor, environment: ["NO_COLOR": ""]))
        #expect(!Terminal.isColoured(descriptor, environment: ["NO_COLOR": "1"]))
        #expect(!Terminal.isColoured(descriptor, environment: ["TERM": "dumb"]))
    }
}
