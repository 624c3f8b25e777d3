// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

private import Glibc

/// A switch of one network device under `/proc/sys/net/ipv6/conf`, in the network namespace of the calling thread.
package enum DeviceSetting {
    /// Whether the device keeps its IPv6 addresses when it goes down, as joining a VRF makes it do (S12).
    ///
    /// Returns nil when the kernel has no such setting for the device: IPv6 is off, or there is no such device.
    package static func keepsAddresses(_ device: String) -> Bool? {
        let descriptor = unsafe open(path(device), O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var first: UInt8 = 0
        guard unsafe read(descriptor, &first, 1) == 1 else { return nil }
        return first == UInt8(ascii: "1")
    }

    /// Makes the device keep its IPv6 addresses when it goes down.
    package static func keepAddresses(_ device: String) throws(NetlinkError) {
        let descriptor = unsafe open(path(device), O_WRONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw NetlinkError(errno: errno, request: "open \(path(device))") }
        var text: [UInt8] = [UInt8(ascii: "1"), UInt8(ascii: "\n")]
        let written = unsafe write(descriptor, &text, text.count)
        let number = errno
        close(descriptor)
        guard written == text.count else { throw NetlinkError(errno: number, request: "write \(path(device))") }
    }

    private static func path(_ device: String) -> String { "/proc/sys/net/ipv6/conf/\(device)/keep_addr_on_down" }
}
