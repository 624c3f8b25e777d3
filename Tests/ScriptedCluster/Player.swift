// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import APIServerFixture
import Foundation

/// A cluster for the demo and the benchmarks: the scripted API server, with Argo CD and the components played by commands.
///
/// In its folder it leaves `token`, `ca.crt` and `server` (the address), as a service account has them, and reads commands from the pipe `control`, one in each line:
///
///     put PATH NAME JSON           an object below a collection of the API; its text has "metadata":{
///     remove PATH NAME
///     status KIND [NAMESPACE/]NAME JSON    what a component says of an object from now on; "-" for what it says by itself
///     argo REPOSITORY              applies what is in the branch main, and prunes what is gone from there
///     generate PATH COUNT BYTES [whole]    objects that are made while they are sent, in pages or in one piece
///     fill COUNT                   so many tenants with nine objects each
///     touch COUNT                  so many changes of their namespaces; the last one has the digest of its number
///     bookmarks SECONDS            a bookmark to all watches again and again
///     stats FILE                   writes how many requests and connections there were
///     quit
final class Player {
    private let folder: String
    private let api = ScriptedAPI(Kinds.paths)
    private var applier: Applier
    private var isOver = false

    init(folder: String) throws {
        self.folder = folder
        applier = Applier(api)
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for (name, text) in [("token", "t"), ("ca.crt", String(decoding: api.authority.pem, as: UTF8.self))] {
            try text.write(toFile: "\(folder)/\(name)", atomically: true, encoding: .utf8)
        }
        guard unsafe mkfifo("\(folder)/control", 0o600) == 0 else { throw CocoaError(.fileWriteUnknown) }
        for (path, name, text) in Kinds.furniture { api.put(path, name, text) }
        // Whoever finds the address finds the rest as well.
        try api.url.write(toFile: "\(folder)/server", atomically: true, encoding: .utf8)
    }

    func play() throws {
        // Open for writing as well, so that the pipe does not end with each writer.
        guard let pipe = FileHandle(forUpdatingAtPath: "\(folder)/control") else { throw CocoaError(.fileReadUnknown) }
        var rest = Data()
        while !isOver {
            rest.append(pipe.availableData)
            while !isOver, let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
                let line = String(decoding: rest[..<end], as: UTF8.self)
                rest = Data(rest[rest.index(after: end)...])
                do {
                    try obey(line)
                } catch {
                    FileHandle.standardError.write(Data("cannot obey '\(line)': \(error)\n".utf8))
                }
            }
        }
        api.stop()
    }

    private struct Misunderstood: Error {}

    private func obey(_ line: String) throws {
        let words = line.split(separator: " ", maxSplits: 3).map(String.init)
        switch (words.first, words.count) {
        case ("put", 4): api.put(words[1], words[2], words[3])
        case ("remove", 3): api.remove(words[1], words[2])
        case ("status", 4): try applier.say(words[1], words[2], words[3])
        case ("argo", 2): try applier.apply(repository: words[1])
        case ("generate", 4): try generate(words[1], words[2], words[3])
        case ("fill", 2): fill(Int(words[1]) ?? 0)
        case ("touch", 2): touch(Int(words[1]) ?? 0)
        case ("bookmarks", 2): bookmarks(every: Double(words[1]) ?? 60)
        case ("stats", 2):
            let text = "{\"requests\": \(api.requests.count), \"connections\": \(api.connections)}\n"
            try text.write(toFile: words[1], atomically: true, encoding: .utf8)
        case ("quit", 1): isOver = true
        default: throw Misunderstood()
        }
    }

    private func generate(_ path: String, _ count: String, _ rest: String) throws {
        let words = rest.split(separator: " ")
        guard let count = Int(count), let size = words.first.flatMap({ Int($0) }) else { throw Misunderstood() }
        let padding = String(repeating: "x", count: size)
        api.generate(path, count: count, honoursLimit: words.count == 1) { number in
            #"{"metadata":{"name":"p\#(number)","managedFields":"\#(padding)","annotations":{"tenancy.dev/digest":"sha256:x"}}}"#
        }
    }

    private static func object(_ name: String, _ digest: String) -> String {
        #"{"metadata":{"name":"\#(name)","annotations":{"tenancy.dev/digest":"sha256:\#(digest)","tenancy.dev/tenant":"\#(name)"}}}"#
    }

    private func fill(_ count: Int) {
        for number in 0..<count {
            for path in Kinds.paths.prefix(9) { api.put(path, "t\(number)", Self.object("t\(number)", "d")) }
        }
    }

    private func touch(_ count: Int) {
        for number in 1...max(count, 1) {
            api.put(Kinds.paths[0], "t\(number % 1000)", Self.object("t\(number % 1000)", "\(number)"))
        }
    }

    private func bookmarks(every seconds: Double) {
        let api = api
        Thread.detachNewThread {
            while true {
                Thread.sleep(forTimeInterval: seconds)
                api.bookmark()
            }
        }
    }
}
