// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Netlink
import TenancyCore
import TenancyKernel

/// A network namespace of the test's own, and a thread in it: a machine, a router or a workload.
actor Namespace {
    nonisolated let executor: ThreadExecutor
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.unowned }
    private var engine: KernelEngine<LiveKernel>?

    init() async throws {
        executor = try ThreadExecutor(inNewNetworkNamespace: true)
        try run("ip link set lo up")
    }

    /// Whether this kernel has what the suite needs. It asks for root, for VRF and for VLAN.
    static let isCapable: Bool = {
        shell(
            """
            unshare --net sh -c '
                ip link add name v0 type vrf table 999 && ip link add name e0 type veth peer name e1 &&
                ip link add link e0 name e0.5 type vlan id 5'
            """
        ).code == 0
    }()

    /// What `/proc` calls the namespace's thread; `ip link set DEVICE netns` takes it.
    var thread: String {
        get throws {
            String(
                try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/thread-self").split(separator: "/")[2])
        }
    }

    /// Runs the lines in the namespace, and throws at the first that fails. Returns what they print.
    @discardableResult
    func run(_ lines: String) throws -> String {
        try lines.split(separator: "\n").map { line in
            let (output, code) = Self.shell(String(line))
            guard code == 0 else { throw Failure(command: String(line), output: output, code: code) }
            return output
        }.joined()
    }

    /// Runs the whole script in one shell, which ends at the first command that fails. Returns what it prints.
    @discardableResult
    func run(script: String) throws -> String {
        let (output, code) = Self.shell("set -e\n\(script)")
        guard code == 0 else { throw Failure(command: script, output: output, code: code) }
        return output
    }

    /// The addresses that answer, of those that should. The first packets may be lost while neighbours are looked for.
    func reached(_ addresses: [String], from device: String? = nil) -> [String] {
        answering("-c 1 -i 0.2 -w 5", addresses, device)
    }

    /// The addresses that answer, of those that should not.
    func leaked(_ addresses: [String], from device: String? = nil) -> [String] {
        answering("-c 3 -i 0.2 -W 1", addresses, device)
    }

    private func answering(_ options: String, _ addresses: [String], _ device: String?) -> [String] {
        let source = device.map { "-I \($0)" } ?? ""
        let probes = addresses.map { "{ ping -n \(options) \(source) \($0) >/dev/null 2>&1 && echo \($0); } &" }
        // The output ends when the last of them has ended; the shell's `wait` would need SIGCHLD, which pool threads block.
        let answers = Self.shell(probes.joined(separator: "\n")).output.split(separator: "\n")
        return addresses.filter { address in answers.contains { $0 == address } }
    }

    /// Applies with the engine of this namespace, which keeps its socket between calls.
    func apply(checksAll: Bool = false, _ networks: KernelNetwork...) throws -> KernelReport {
        if engine == nil { engine = KernelEngine(try LiveKernel()) }
        return engine?.apply(KernelState(revision: 1, networks: networks), checksAll: checksAll)
            ?? .init(revision: 1, changes: [], failures: [])
    }

    /// Forgets the engine, as a restart of the daemon does.
    func restart() {
        engine = nil
    }

    /// All links, addresses, routes and rules as `ip` prints them, without what comes and goes by itself: carrier and link-local addresses.
    func state() throws -> [String] {
        try run(
            """
            ip -o -d link show | sed 's/<[^>]*>//; s/ qlen .*//; s/ state [A-Z]*//; s/ [0-9a-z_]*_timer .*//'
            ip -o address show | sed 's/valid_lft.*//; s/ tentative//'
            ip -4 route show table all | sed 's/ linkdown//'
            ip -6 route show table all | sed 's/ linkdown//'
            ip -4 rule show
            ip -6 rule show
            """
        ).split(separator: "\n").map(String.init).filter { !$0.contains("fe80:") && !$0.contains("ff00:") }
    }

    struct Failure: Error, CustomStringConvertible {
        let command: String
        let output: String
        let code: Int32
        var description: String { "'\(command)' ended with \(code): \(output)" }
    }

    /// A process belongs to the namespace of the thread that starts it.
    private static func shell(_ command: String) -> (output: String, code: Int32) {
        guard let stream = unsafe popen("{ \(command)\n} 2>&1", "r") else { return ("cannot start a shell", -1) }
        var output: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while case let count = unsafe fread(&buffer, 1, buffer.count, stream), count > 0 {
            output += buffer.prefix(count)
        }
        let status = unsafe pclose(stream)
        return (String(decoding: output, as: UTF8.self), status >> 8 & 0xff)
    }
}
