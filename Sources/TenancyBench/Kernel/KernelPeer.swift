// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import Platform
internal import TenancyCore

/// Another program that puts the same routes into the same table of the same namespace.
enum KernelPeer: String, CaseIterable {
    /// `sender.c`: the same messages, and nothing else.
    case c
    case ipBatch = "ip-batch"
    case bird
    case pyroute2

    /// What is done with the routes.
    enum Work: String {
        case add
        case delete
        /// Reads them, and does nothing.
        case dump
    }

    /// How many of so many routes it is given: pyroute2 does five thousand in a second.
    func share(of count: Int) -> Int { self == .pyroute2 ? min(count, 10_000) : count }

    func canDo(_ work: Work) -> Bool { self == .bird ? work == .add : self == .pyroute2 ? work != .dump : true }

    /// The seconds that it takes, by itself. The table is left as the work says.
    ///
    /// - Parameters:
    ///   - folder: Where the peers are, and where files may be written.
    func seconds(_ work: Work, _ count: Int, in bed: KernelBed, peers folder: String) async throws -> Double {
        let table = "\(NamespaceKernel.table)"
        let route = [NamespaceKernel.uplink, table, KernelBed.gateway, "\(count)"]
        let sender = "\(folder)/sender"
        switch self {
        case .c: return try Self.number(try await bed.run(sender, [work.rawValue] + route))
        case .ipBatch:
            if work == .dump { return try await bed.time("ip", ["route", "show", "table", table, "proto", "201"]) }
            let file = "\(folder)/ip-\(work.rawValue)"
            let lines = Self.destinations(count).map {
                "route \(work.rawValue) \($0) via \(KernelBed.gateway) dev \(NamespaceKernel.uplink) table \(table) proto 201 metric 200\n"
            }
            try FileSystem.write(Array(lines.joined().utf8), to: file, mode: 0o600)
            return try await bed.time("ip", ["-batch", file])
        case .bird:
            let lines = Self.destinations(count).map { "  route \($0) via \(KernelBed.gateway);\n" }
            let text = """
                router id 192.0.2.1;
                ipv4 table bench;
                protocol device { }
                protocol direct { ipv4 { table bench; import where false; }; }
                protocol kernel { kernel table \(table); ipv4 { table bench; export all; }; }
                protocol static {
                  ipv4 { table bench; };
                \(lines.joined())}
                """
            try FileSystem.write(Array(text.utf8), to: "\(folder)/bird.conf", mode: 0o600)
            let libraries = "\(folder)/usr/lib/x86_64-linux-gnu:\(folder)/lib/x86_64-linux-gnu"
            let bird = [
                "\(folder)/usr/sbin/bird", "-f", "-c", "\(folder)/bird.conf", "-s", "\(folder)/bird.ctl", "-P",
                "\(folder)/bird.pid",
            ]
            return try Self.number(
                try await bed.run(
                    sender, ["run", table, "\(count)"] + bird, environment: ["LD_LIBRARY_PATH": libraries]))
        case .pyroute2:
            return try Self.number(
                try await bed.run(
                    "python3", ["-c", Self.python, work.rawValue == "delete" ? "del" : "add"] + route,
                    environment: ["PYTHONPATH": "\(folder)/usr/lib/python3/dist-packages"]))
        }
    }

    private static func destinations(_ count: Int) -> [String] {
        (0..<count).map { "10.\($0 >> 16 & 255).\($0 >> 8 & 255).\($0 & 255)/32" }
    }

    private static func number(_ text: String) throws -> Double {
        guard let number = Double(text.split(separator: "\n").last ?? "") else {
            throw TenancyError(.internal, "no seconds in '\(text.prefix(100))'")
        }
        return number
    }

    private static let python = """
        import sys, time
        from pyroute2 import IPRoute
        work, device, table, gateway, count = sys.argv[1:]
        ip = IPRoute()
        index = ip.link_lookup(ifname=device)[0]
        start = time.monotonic()
        for n in range(int(count)):
            ip.route(work, dst='10.%d.%d.%d/32' % (n >> 16 & 255, n >> 8 & 255, n & 255), gateway=gateway, oif=index,
                     table=int(table), proto=201, priority=200)
        print(time.monotonic() - start)
        """
}
