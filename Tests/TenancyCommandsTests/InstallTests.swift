// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Platform
import TenancyAPI
import Testing

@testable import TenancyCommands

/// What `make install` puts where.
@Suite struct InstallTests {
    private static let project = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().path
    private static let programs = FileSystem.directory(of: CommandLine.arguments[0])

    private func run(_ program: String, _ arguments: String...) throws -> String {
        let result = try ChildProcess.run(executable: program, arguments: arguments, deadline: .seconds(120))
        #expect(
            result.status.isSuccess,
            "\(program) \(arguments): \(String(decoding: result.stderr.suffix(2000), as: UTF8.self))")
        return String(decoding: result.stdout, as: UTF8.self)
    }

    @Test(
        "the Debian package has the programs' version, keeps the configuration, and starts nothing that was not running"
    )
    func package() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "tenancy-deb-\(UUID())").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let parts = [".ci", "debian", "configs", "systemd", "README.md", "CHANGELOG.md", "LICENSE", "NOTICE"]
        for part in parts {
            try FileManager.default.copyItem(atPath: "\(Self.project)/\(part)", toPath: "\(folder)/\(part)")
        }
        _ = try run(
            "/usr/bin/env", "--chdir=\(folder)", "PATH=/usr/sbin:/usr/bin:/sbin:/bin",
            "DPKG_DEB_COMPRESSOR_TYPE=none", "debian/rules", "clean", "binary",
            "PROGRAMS=\(URL(filePath: Self.programs).path)", "OUT=.")
        let name = try #require(
            try FileManager.default.contentsOfDirectory(atPath: folder).first { $0.hasSuffix(".deb") })
        let file = "\(folder)/\(name)"
        #expect(try run("/usr/bin/dpkg-deb", "-f", file, "Version") == "\(APIVersion.program)-1\n")
        let needs = try run("/usr/bin/dpkg-deb", "-f", file, "Depends")
        for library in ["git", "libnl-route-3-200", "libsqlite3-0", "libmicrohttpd12"] {
            #expect(needs.contains(library), "\(needs)")
        }
        let root = "\(folder)/root"
        _ = try run("/usr/bin/dpkg-deb", "-R", file, root)
        #expect(
            try String(contentsOfFile: "\(root)/DEBIAN/conffiles", encoding: .utf8).split(separator: "\n") == [
                "/etc/iproute2/rt_protos.d/tenancy.conf", "/etc/tenancy/tenancyd.yaml",
            ])
        let script = try String(contentsOfFile: "\(root)/DEBIAN/postinst", encoding: .utf8)
        // The folder of the keys belongs to the group.
        let users = try #require(script.firstRange(of: "systemd-sysusers"))
        let folders = try #require(script.firstRange(of: "systemd-tmpfiles"))
        #expect(users.upperBound < folders.lowerBound)
        #expect(script.contains("try-restart 'tenancyd.service'") && !script.contains(" start "))
        #expect(try run("\(root)/usr/sbin/tenancyd", "--version").contains(APIVersion.program))
        let unit = try String(contentsOfFile: "\(root)/lib/systemd/system/tenancyd.service", encoding: .utf8)
        #expect(unit.contains("ExecStart=/usr/sbin/tenancyd"))
    }

    @Test("the manual has a page for each command, which reads well; a configuration that was changed stays")
    func install() throws {
        let root = FileManager.default.temporaryDirectory.appending(path: "tenancy-install-\(UUID())").path
        defer { try? FileManager.default.removeItem(atPath: root) }
        let install = { try run("\(Self.project)/.ci/install", Self.programs, root, "/opt/tenancy") }
        _ = try install()

        let manual = "\(root)/opt/tenancy/share/man"
        let pages = try FileManager.default.contentsOfDirectory(atPath: "\(manual)/man1").sorted()
        let names = CommandTree.commands.map { (["tenancyctl"] + $0.path).joined(separator: "-") }
        #expect(pages == (names + ["tenancyctl"]).map { "\($0).1" }.sorted())
        for page in pages.map({ "\(manual)/man1/\($0)" }) + ["\(manual)/man8/tenancyd.8"] {
            // Errors alone: mandoc wants another form of a date than help2man writes.
            #expect(try run("/usr/bin/mandoc", "-Tlint", "-Werror", page).isEmpty)
        }
        let page = try run("/usr/bin/mandoc", "-Tascii", "\(manual)/man1/tenancyctl-undo.1")
        #expect(page.contains("tenancyctl-undo - Take a change back"))
        #expect(page.contains("       tenancyctl undo 12 --dry-run\n"), "an example has a line of its own")
        #expect(try run("/usr/bin/mandoc", "-Tascii", "\(manual)/man1/tenancyctl.1").contains("69  the daemon"))

        let unit = try String(
            contentsOfFile: "\(root)/opt/tenancy/lib/systemd/system/tenancyd.service", encoding: .utf8)
        #expect(unit.contains("/opt/tenancy/sbin/tenancyd"))

        let configuration = "\(root)/etc/tenancy/tenancyd.yaml"
        try "stateDirectory: /mine\n".write(toFile: configuration, atomically: true, encoding: .utf8)
        _ = try install()
        #expect(try String(contentsOfFile: configuration, encoding: .utf8) == "stateDirectory: /mine\n")
        #expect(
            FileManager.default.contentsEqual(
                atPath: "\(configuration).new", andPath: "\(Self.project)/configs/tenancyd.yaml"))
    }
}
