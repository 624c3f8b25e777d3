// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import HTTPClient
internal import Platform
internal import TenancyCore
internal import YAML

/// Where the API server is, whom to believe, and who we are: what a kubeconfig says at this moment.
///
/// It is read again for each request, so that a token, a certificate or the whole file may be replaced at any time.
struct ClusterAccess {
    /// `https://HOST:PORT`, without a `/` at the end.
    let server: String
    let trust: TrustSettings
    let token: Secret?

    /// The size that each of the files may have.
    private static let sizeLimit = 1 << 20

    /// Reads a kubeconfig, and the files that it names.
    ///
    /// - Throws: `ClusterError` of reason `.configuration`, which names the file and the key.
    init(kubeconfig path: String) throws(ClusterError) {
        let text = try Self.read(path, "the kubeconfig")
        let document: YAMLNode
        do throws(YAMLError) {
            document = try YAMLNode.parse(text)
        } catch {
            throw Self.flaw("\(path):\(error.line): \(error.message)")
        }
        let reader = KubeconfigReader(path: path, root: document)
        let (cluster, user) = try reader.current()
        server = try reader.server(of: cluster)
        token = try reader.token(of: user)
        trust = TrustSettings(
            authority: try reader.pem("certificate-authority", of: cluster, "clusters", isNeeded: true),
            certificate: try reader.pem("client-certificate", of: user, "users"),
            key: try reader.pem("client-key", of: user, "users"))
        guard trust.certificate.isEmpty == trust.key.isEmpty else {
            throw Self.flaw("\(path): a client certificate and its key come together, and one is missing")
        }
        guard token != nil || !trust.certificate.isEmpty else {
            throw Self.flaw("\(path): the user has neither a token, a tokenFile nor a client certificate")
        }
    }

    /// Reads the folder that Kubernetes mounts for a service account: `token` and `ca.crt`.
    init(serviceAccount folder: String, server: String) throws(ClusterError) {
        self.server = server
        token = Secret(try Self.token(in: "\(folder)/token"))
        trust = TrustSettings(authority: try Self.read("\(folder)/ca.crt", "the authority"))
    }

    static func read(_ path: String, _ what: String) throws(ClusterError) -> [UInt8] {
        do throws(SystemError) {
            return try FileSystem.read(path, limit: sizeLimit)
        } catch {
            throw flaw("cannot read \(what): \(error)")
        }
    }

    /// A token from its file: one line of printable ASCII, or it would not fit into a header.
    static func token(in path: String) throws(ClusterError) -> String {
        let bytes = try read(path, "the token")
        return try checked(String(decoding: bytes, as: UTF8.self), from: path)
    }

    static func checked(_ text: String, from place: String) throws(ClusterError) -> String {
        let token = String(text.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
        guard !token.isEmpty, token.utf8.allSatisfy({ 0x21...0x7e ~= $0 }) else {
            throw flaw("\(place): the token is empty, or holds what a token cannot")
        }
        return token
    }

    static func flaw(_ message: String) -> ClusterError {
        ClusterError(.configuration, message, hint: "look at cluster.kubeconfig in the configuration")
    }
}
