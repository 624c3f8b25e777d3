// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import CLinux
import Glibc

/// What this process knows of the machine and of itself.
package enum Host {
    /// The machine's name. The corresponding C function is `gethostname`.
    package static var name: String {
        var buffer = [CChar](repeating: 0, count: Int(HOST_NAME_MAX) + 1)
        guard unsafe gethostname(&buffer, buffer.count - 1) == 0 else { return "localhost" }
        return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// The environment, to be read once at the start of the program; of a repeated variable the first counts, as in
    /// `getenv`.
    package static var environment: [String: String] {
        var variables: [String: String] = [:]
        var entry = unsafe clinux_environment()
        while let text = unsafe entry?.pointee {
            let parts = unsafe String(cString: text).split(
                separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if parts.count == 2, variables[String(parts[0])] == nil { variables[String(parts[0])] = String(parts[1]) }
            unsafe entry = entry?.successor()
        }
        return variables
    }

    /// The file that this process runs. The corresponding C function is `readlink`.
    package static func executable() throws(SystemError) -> String {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = unsafe readlink("/proc/self/exe", &buffer, buffer.count)
        guard count > 0 else { throw SystemError("read /proc/self/exe") }
        return String(decoding: buffer.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// The group of this process. The corresponding C function is `getgid`.
    package static var groupID: UInt32 { getgid() }

    /// The number of the group `name`, or nil when there is none. The corresponding C function is `getgrnam_r`.
    package static func groupID(named name: String) throws(SystemError) -> UInt32? {
        var entry = unsafe group()
        var found: UnsafeMutablePointer<group>?
        var buffer = [CChar](repeating: 0, count: 1 << 10)
        var error = unsafe getgrnam_r(name, &entry, &buffer, buffer.count, &found)
        // A group with many members needs more room; the C library only says that it was not enough.
        while error == ERANGE, buffer.count < 1 << 24 {
            buffer = Array(repeating: 0, count: buffer.count * 4)
            error = unsafe getgrnam_r(name, &entry, &buffer, buffer.count, &found)
        }
        guard error == 0 else { throw SystemError("look up group \(name)", Errno(rawValue: error)) }
        return unsafe found == nil ? nil : entry.gr_gid
    }
}
