// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Platform
import Testing

@Suite("Unix sockets")
struct UnixSocketTests {
    private let directory: TemporaryDirectory
    private var path: String { directory.file("s") }

    init() throws {
        directory = try TemporaryDirectory()
    }

    @Test("a socket has exactly the mode, and the group when one is given")
    func permissions() throws {
        let group = getegid()
        let listener = try UnixSocket.listen(path, mode: 0o660, group: group)
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        #expect(attributes[.posixPermissions] as? Int == 0o660)
        #expect(attributes[.groupOwnerAccountID] as? Int == Int(group))
        _ = try UnixSocket.connect(path)
        _ = consume listener
    }

    @Test("a socket nobody listens at is replaced")
    func stale() throws {
        _ = try UnixSocket.listen(path, mode: 0o600)
        let error = #expect(throws: SystemError.self) { _ = try UnixSocket.connect(path) }
        #expect(error?.description == "cannot connect to \(path): Connection refused")
        let listener = try UnixSocket.listen(path, mode: 0o600)
        _ = try UnixSocket.connect(path)
        _ = consume listener
    }

    @Test("a socket somebody listens at is refused and goes on")
    func live() throws {
        let listener = try UnixSocket.listen(path, mode: 0o600)
        let error = #expect(throws: SystemError.self) { _ = try UnixSocket.listen(path, mode: 0o600) }
        #expect(error?.description == "cannot listen at \(path): Address already in use")
        _ = try UnixSocket.connect(path)
        _ = consume listener
    }

    @Test("a file that is no socket is left alone")
    func foreignFile() throws {
        try FileSystem.write([1], to: path)
        #expect(throws: SystemError.self) { _ = try UnixSocket.listen(path, mode: 0o600) }
        #expect(try FileSystem.read(path, limit: 1) == [1])
    }

    @Test("a path of 107 bytes fits, a longer one and an empty one are refused")
    func pathLength() throws {
        let room = 107 - directory.path.utf8.count - 1
        _ = try UnixSocket.listen(directory.file(String(repeating: "x", count: room)), mode: 0o600)
        let error = #expect(throws: SystemError.self) {
            _ = try UnixSocket.listen(directory.file(String(repeating: "x", count: room + 1)), mode: 0o600)
        }
        #expect(error?.reason.rawValue == ENAMETOOLONG)
        #expect(throws: SystemError.self) { _ = try UnixSocket.connect("") }
    }

    @Test("the peer's ids and groups are the kernel's")
    func peer() throws {
        let listener = try UnixSocket.listen(path, mode: 0o600)
        let client = try UnixSocket.connect(path)
        let server = FileDescriptor(adopting: accept(listener.raw, nil, nil))
        let peer = try PeerCredentials(socket: server.raw)
        #expect(peer.uid == geteuid())
        #expect(peer.gid == getegid())
        #expect(peer.pid == getpid())
        var own = [gid_t](repeating: 0, count: 65_536)
        let count = unsafe getgroups(Int32(own.count), &own)
        #expect(peer.groups == own.prefix(Int(count)).sorted())
        #expect(peer.isMember(of: getegid()))
        #expect(!peer.isMember(of: 0xFFFF_FFF0))
        _ = consume client
    }

    @Test("a socket that is not a Unix socket has no peer")
    func noPeer() {
        let socket = FileDescriptor(adopting: socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0))
        let error = #expect(throws: SystemError.self) { _ = try PeerCredentials(socket: socket.raw) }
        #expect(error?.reason.rawValue == EAFNOSUPPORT)
    }
}
