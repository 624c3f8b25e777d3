// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import FoundationEssentials
internal import YAML

/// Reads what a client needs out of a kubeconfig, and refuses what it would have to ignore.
struct KubeconfigReader {
    let path: String
    let root: YAMLNode

    /// The cluster and the user of the current context.
    func current() throws(ClusterError) -> (cluster: YAMLNode, user: YAMLNode) {
        guard let name = text("current-context", of: root), !name.isEmpty else {
            throw flaw("current-context is missing")
        }
        let context = try entry(name, in: "contexts", "context")
        let cluster = try entry(try need("cluster", of: context, "context \(name)"), in: "clusters", "cluster")
        let user = try entry(try need("user", of: context, "context \(name)"), in: "users", "user")
        for key in ["insecure-skip-tls-verify", "proxy-url", "tls-server-name"]
        where text(key, of: cluster).map({ $0 != "false" }) == true {
            throw flaw("\(key) of the cluster is not supported")
        }
        for key in ["exec", "auth-provider", "username", "password", "as"] where field(key, of: user) != nil {
            throw flaw("\(key) of the user is not supported: use a token, a tokenFile or a client certificate")
        }
        return (cluster, user)
    }

    /// The address of the API server.
    func server(of cluster: YAMLNode) throws(ClusterError) -> String {
        var server = try need("server", of: cluster, "the cluster")
        while server.hasSuffix("/") { server.removeLast() }
        guard server.hasPrefix("https://"), server.utf8.allSatisfy({ 0x21...0x7e ~= $0 }), !server.contains("@") else {
            throw flaw("server of the cluster is no address that begins with https://")
        }
        return server
    }

    /// The token; of a token and a file, the file counts, as it does for kubectl.
    func token(of user: YAMLNode) throws(ClusterError) -> Secret? {
        if let file = text("tokenFile", of: user) { return Secret(try ClusterAccess.token(in: absolute(file))) }
        return try text("token", of: user).map { text throws(ClusterError) in
            Secret(try ClusterAccess.checked(text, from: "\(path): token of the user"))
        }
    }

    /// The bytes below `KEY-data`, or in the file that `KEY` names; empty when neither is there.
    func pem(
        _ key: String, of node: YAMLNode, _ list: String, isNeeded: Bool = false
    ) throws(ClusterError) -> [UInt8] {
        if let text = text("\(key)-data", of: node) {
            guard let data = Data(base64Encoded: text), !data.isEmpty else {
                throw flaw("\(key)-data in \(list) is not Base64")
            }
            return Array(data)
        }
        if let file = text(key, of: node) { return try ClusterAccess.read(absolute(file), key) }
        guard !isNeeded else {
            throw flaw("\(key) in \(list) is missing: the authority of the server must be named")
        }
        return []
    }

    /// Files are named relative to the kubeconfig.
    private func absolute(_ file: String) -> String {
        file.hasPrefix("/") ? file : path.prefix(through: path.lastIndex(of: "/") ?? path.startIndex) + file
    }

    private func entry(_ name: String, in list: String, _ key: String) throws(ClusterError) -> YAMLNode {
        guard case .sequence(let nodes)? = field(list, of: root)?.content,
            let node = nodes.first(where: { text("name", of: $0) == name }), let value = field(key, of: node)
        else { throw flaw("there is no \(key) \(name)") }
        return value
    }

    private func need(_ key: String, of node: YAMLNode, _ owner: String) throws(ClusterError) -> String {
        guard let text = text(key, of: node), !text.isEmpty else { throw flaw("\(key) of \(owner) is missing") }
        return text
    }

    private func text(_ key: String, of node: YAMLNode) -> String? { field(key, of: node)?.text }

    private func field(_ key: String, of node: YAMLNode) -> YAMLNode? {
        guard case .mapping(let entries) = node.content, let value = entries.first(where: { $0.key == key })?.value,
            value.content != .null
        else { return nil }
        return value
    }

    private func flaw(_ message: String) -> ClusterError { ClusterAccess.flaw("\(path): \(message)") }
}
