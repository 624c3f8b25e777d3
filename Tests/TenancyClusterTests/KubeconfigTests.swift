// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import APIServerFixture
import Foundation
import HTTPClient
import TenancyCore
import Testing

@testable import TenancyCluster

@Suite("A kubeconfig")
struct KubeconfigTests {
    private let folder = TestFolder()
    private let authority = TestAuthority()

    private func access(user: String, cluster: String? = nil) throws -> ClusterAccess {
        let authority = Data(authority.pem).base64EncodedString()
        let path = folder.write(
            "config",
            """
            apiVersion: v1
            kind: Config
            current-context: here
            contexts: [{name: here, context: {cluster: c, user: u}}]
            clusters: [{name: c, cluster: {\(cluster ?? "server: 'https://api:6443/', certificate-authority-data: \(authority)")}}]
            users: [{name: u, user: {\(user)}}]
            """)
        return try ClusterAccess(kubeconfig: path)
    }

    @Test("with a token is read, and the token is in no description")
    func token() throws {
        let access = try access(user: "token: s3cret")
        #expect(access.server == "https://api:6443")
        #expect(access.token?.text == "s3cret")
        #expect(access.trust.authority == authority.pem)
        #expect(!"\(access)".contains("s3cret"))
        var text = ""
        dump(access, to: &text)
        #expect(!text.contains("s3cret"))
    }

    @Test("with a tokenFile takes what the file holds at that moment")
    func rotates() throws {
        _ = folder.write("token", "one\n")
        #expect(try access(user: "tokenFile: token").token?.text == "one")
        _ = folder.write("token", "two\n")
        #expect(try access(user: "tokenFile: token").token?.text == "two")
    }

    @Test("with a client certificate needs its key")
    func certificate() throws {
        let identity = authority.issue("tenancy")
        let (certificate, key) = (
            Data(identity.certificate).base64EncodedString(), Data(identity.key).base64EncodedString()
        )
        let access = try access(user: "client-certificate-data: \(certificate), client-key-data: \(key)")
        #expect(access.trust.certificate == identity.certificate)
        #expect(!"\(access)".contains(String(decoding: identity.key.prefix(80).suffix(30), as: UTF8.self)))
        #expect(throws: ClusterError.self) { try self.access(user: "client-certificate-data: \(certificate)") }
    }

    @Test(
        "that runs programs, skips proofs or names nobody is refused",
        arguments: [
            ("exec: {command: sh}", nil, "exec"), ("", nil, "neither a token"),
            ("username: a, password: b", nil, "username"), ("token: 'a b'", nil, "token"),
            ("token: a", "server: 'http://api', certificate-authority-data: eA==", "https://"),
            ("token: a", "server: 'https://api'", "certificate-authority"),
            ("token: a", "server: 'https://api', insecure-skip-tls-verify: true", "insecure-skip-tls-verify"),
            ("token: a", "server: 'https://api', certificate-authority-data: '%%'", "Base64"),
        ] as [(String, String?, String)])
    func refuses(user: String, cluster: String?, word: String) {
        let error = #expect(throws: ClusterError.self) { try access(user: user, cluster: cluster) }
        #expect(error?.reason == .configuration)
        #expect(error?.message.contains(word) == true, "\(error?.message ?? "")")
    }

    private func token(from: Int64, to: Int64) -> String {
        let claims = Data(#"{"iat":\#(from),"exp":\#(to),"sub":"?>~"}"#.utf8).base64EncodedString()
        return "e30." + claims.filter { $0 != "=" }.map { $0 == "+" ? "-" : $0 == "/" ? "_" : "\($0)" }.joined() + ".x"
    }

    @Test("tells what of it ends within a week, or within the last tenth of a short life")
    func ending() throws {
        let time = Int64(Date().timeIntervalSince1970)
        let now = Timestamp(microseconds: time * 1_000_000)
        func examine(_ user: String) throws -> Finding { try access(user: user).examine(at: now) }
        let lasting = try examine("token: \(token(from: time, to: time + 3600))")
        #expect(lasting.result == .ok && lasting.evidence.hasPrefix("token until 2"), "\(lasting)")
        let ending = try examine("token: \(token(from: time - 3500, to: time + 100))")
        #expect(ending.result == .warning && ending.evidence.hasPrefix("the token ends at 2"), "\(ending)")
        #expect(ending.remedy?.hasPrefix("renew the token") == true)
        #expect(try examine("token: \(token(from: 0, to: time + 6 * 86_400))").result == .warning)
        #expect(try examine("token: opaque").result == .ok)
        func certificate(_ from: Int, _ to: Int) -> String {
            let identity = authority.issue("tenancy", from: from, to: to)
            return
                "client-certificate-data: \(Data(identity.certificate).base64EncodedString()), client-key-data: \(Data(identity.key).base64EncodedString())"
        }
        #expect(try examine(certificate(-60, 30 * 86_400)).evidence.hasPrefix("client certificate until 2"))
        let old = try examine(certificate(-360 * 86_400, 5 * 86_400))
        #expect(old.result == .warning && old.evidence.hasPrefix("the client certificate ends at 2"), "\(old)")
    }

    @Test("of a service account is a folder")
    func serviceAccount() throws {
        _ = folder.write("token", "abc")
        _ = folder.write("ca.crt", String(decoding: authority.pem, as: UTF8.self))
        let access = try ClusterAccess(serviceAccount: folder.path, server: "https://api:6443")
        #expect(access.token?.text == "abc")
        #expect(throws: ClusterError.self) { try ClusterAccess(serviceAccount: "/nonexistent", server: "https://api") }
    }
}
