// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Platform
import Testing

@Suite("Files")
struct FileSystemTests {
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
    }

    private func mode(of path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }

    @Test("a file is read whole up to its limit", arguments: [0, 1, 65_536, 200_000])
    func readWithinLimit(size: Int) throws {
        let content = (0..<size).map { UInt8(truncatingIfNeeded: $0) }
        try FileSystem.write(content, to: directory.file("a"))
        #expect(try FileSystem.read(directory.file("a"), limit: size) == content)
    }

    @Test("a file over its limit is refused and named")
    func readOverLimit() throws {
        let path = directory.file("a")
        try FileSystem.write([1, 2, 3], to: path)
        let error = #expect(throws: SystemError.self) { try FileSystem.read(path, limit: 2) }
        #expect(error?.description == "cannot read \(path): File too large")
    }

    @Test("a pipe that nobody writes is empty, and nobody waits for it")
    func readPipe() throws {
        let path = directory.file("pipe")
        #expect(unsafe mkfifo(path, 0o600) == 0)
        #expect(try FileSystem.read(path, limit: 10) == [])
    }

    @Test("a missing file is named with the reason")
    func readMissing() throws {
        let error = #expect(throws: SystemError.self) { try FileSystem.read("/nowhere/file", limit: 1) }
        #expect(error?.description == "cannot read /nowhere/file: No such file or directory")
    }

    @Test("a write replaces content and mode, and leaves nothing beside the file")
    func write() throws {
        let path = directory.file("a")
        try FileSystem.write(Array("old".utf8), to: path, mode: 0o666)
        #expect(try mode(of: path) == 0o666)
        try FileSystem.write(Array("new".utf8), to: path, mode: 0o600)
        #expect(try mode(of: path) == 0o600)
        #expect(try FileSystem.read(path, limit: 10) == Array("new".utf8))
        #expect(try FileSystem.list(directory.path) == ["a"])
    }

    @Test("a write that fails leaves what was there and no temporary file")
    func failedWrite() throws {
        try FileSystem.createDirectory(directory.file("a/b"))
        let error = #expect(throws: SystemError.self) { try FileSystem.write([1], to: directory.file("a")) }
        #expect(error?.description == "cannot write \(directory.file("a")): Is a directory")
        #expect(try FileSystem.list(directory.path) == ["a"])
    }

    @Test("missing directories are made with the mode, those that are there keep theirs")
    func createDirectory() throws {
        try FileSystem.createDirectory(directory.file("a"), mode: 0o755)
        try FileSystem.createDirectory(directory.file("a/b/c/"), mode: 0o770)
        try FileSystem.createDirectory(directory.file("a/b/c"), mode: 0o700)
        #expect(try mode(of: directory.file("a")) == 0o755)
        #expect(try mode(of: directory.file("a/b")) == 0o770)
        #expect(try mode(of: directory.file("a/b/c")) == 0o770)
    }

    @Test("a file in the place of a directory is an error", arguments: ["a", "a/b"])
    func createDirectoryOverFile(name: String) throws {
        try FileSystem.write([], to: directory.file("a"))
        #expect(throws: SystemError.self) { try FileSystem.createDirectory(directory.file(name)) }
    }

    @Test("a directory in which nothing can be made is an error", arguments: ["/proc/x", "/proc/x/y", ""])
    func createDirectoryNowhere(path: String) {
        #expect(throws: SystemError.self) { try FileSystem.createDirectory(path) }
    }

    @Test("names are listed in byte order, hidden ones included")
    func list() throws {
        for name in ["b", "ä", "a", "B", ".c"] { try FileSystem.write([], to: directory.file(name)) }
        #expect(try FileSystem.list(directory.path) == [".c", "B", "a", "b", "ä"])
    }

    @Test("a path exists or not")
    func exists() {
        #expect(FileSystem.exists(directory.path))
        #expect(!FileSystem.exists(directory.file("a")))
    }

    @Test("only an empty directory can be removed")
    func removeDirectory() throws {
        let folder = try TemporaryDirectory()
        let path = "\(folder.path)/inner"
        try FileSystem.createDirectory(path)
        try FileSystem.write([1], to: "\(path)/file")
        #expect(throws: SystemError.self) { try FileSystem.removeDirectory(path) }
        try FileSystem.remove("\(path)/file")
        try FileSystem.removeDirectory(path)
        #expect(!FileSystem.exists(path))
    }
}
