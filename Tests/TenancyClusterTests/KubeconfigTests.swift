// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import APIServerFixture
import Foundation
import HTTPClient
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

    @Test("of a service account is a folder")
    func serviceAccount() throws {
        _ = folder.write("token", "abc")
        _ = folder.write("ca.crt", String(decoding: authority.pem, as: UTF8.self))
        let access = try ClusterAccess(serviceAccount: folder.path, server: "https://api:6443")
        #expect(access.token?.text == "abc")
        #expect(throws: ClusterError.self) { try ClusterAccess(serviceAccount: "/nonexistent", server: "https://api") }
    }
}
