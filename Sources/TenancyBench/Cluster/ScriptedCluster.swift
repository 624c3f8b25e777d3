// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import Dispatch
internal import FoundationEssentials
internal import Platform
internal import TenancyCore

/// A cluster that is played by a program of its own, so that its memory is none of ours.
struct ScriptedCluster {
    /// What was asked of it so far.
    struct Statistics: Decodable {
        let requests: Int
        let connections: Int
    }

    let folder: String
    let server: String

    /// Starts the program that stands beside this one.
    init(in folder: String) throws {
        self.folder = folder
        Background.run("scripted-cluster", [folder])
        server = String(decoding: try Background.content(of: "\(folder)/server"), as: UTF8.self)
    }

    /// Gives it a command.
    func tell(_ line: String) throws {
        let output = try ChildProcess.run(
            executable: "sh", arguments: ["-c", "cat >\"$0\"", "\(folder)/control"],
            environment: ["PATH": "/usr/bin:/bin"], input: Array("\(line)\n".utf8), deadline: .seconds(10))
        guard output.status.isSuccess else { throw TenancyError(.internal, "the scripted cluster does not listen") }
    }

    func statistics() throws -> Statistics {
        let file = "\(folder)/statistics"
        try? FileSystem.remove(file)
        try tell("stats \(file)")
        return try JSONDecoder().decode(Statistics.self, from: Data(try Background.content(of: file)))
    }

    func stop() { try? tell("quit") }
}

/// Programs that run beside the benchmark.
enum Background {
    /// The folder of this program, where the others were built.
    static let programs: String = {
        let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        return String(own.prefix(upTo: own.lastIndex(of: "/") ?? own.startIndex))
    }()

    /// Starts a program of ours, which somebody tells to end; after half an hour it is ended.
    static func run(_ program: String, _ arguments: [String]) {
        DispatchQueue(label: program).async {
            do {
                let output = try ChildProcess.run(
                    executable: "\(programs)/\(program)", arguments: arguments,
                    environment: ["PATH": "/usr/sbin:/usr/bin:/bin", "HOME": "/root"], deadline: .seconds(1800))
                if !output.status.isSuccess {
                    StandardStream.write(String(decoding: output.stderr, as: UTF8.self), to: 2)
                }
            } catch {
                StandardStream.write("error: \(error)\n", to: 2)
            }
        }
    }

    /// The content of a file that a program is about to write, which it has ten seconds for.
    static func content(of path: String) throws -> [UInt8] {
        let end = ContinuousClock.now + .seconds(10)
        while ContinuousClock.now < end {
            if let bytes = try? FileSystem.read(path, limit: 1 << 20), !bytes.isEmpty { return bytes }
            _ = try? ChildProcess.run(executable: "sleep", arguments: ["0.01"], deadline: .seconds(5))
        }
        throw TenancyError(.internal, "nobody has written \(path)")
    }
}
