// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// A remote's address without its secrets, and the secrets.
struct GitRemote: Sendable, Equatable, CustomStringConvertible {
    /// What git is given, and what messages show.
    let url: String
    let username: String?
    let password: String?

    /// Takes user and password out of `scheme://user:password@host/path`. Over HTTP a user alone may be a token and so is taken out, too; ssh
    /// keeps it. Whatever has no such form stays as it is: a path, or `host:path`.
    init(_ text: String) {
        let parts = text.split(separator: "://", maxSplits: 1)
        guard parts.count == 2, let at = parts[1].prefix(while: { $0 != "/" }).lastIndex(of: "@") else {
            self.init(url: text, username: nil, password: nil)
            return
        }
        let userInfo = parts[1][..<at].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let rest = parts[1][parts[1].index(after: at)...]
        let user = userInfo.first ?? ""
        let password = userInfo.count == 2 ? Self.decoded(userInfo[1]) : nil
        if parts[0].hasPrefix("http") {
            self.init(url: "\(parts[0])://\(rest)", username: Self.decoded(user), password: password ?? "")
        } else {
            self.init(url: "\(parts[0])://\(user)@\(rest)", username: nil, password: password)
        }
    }

    private init(url: String, username: String?, password: String?) {
        self.url = url
        self.username = username
        self.password = password
    }

    var description: String { url }

    /// A text of git's without the secrets.
    func redacted(_ text: String) -> String {
        [password, username].reduce(text) { text, secret in
            guard let secret, !secret.isEmpty else { return text }
            return text.replacing(secret, with: "***")
        }
    }

    /// Percent-encoded bytes as what they stand for.
    private static func decoded(_ text: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), let digits = String(rest.prefix(2)), digits.utf8.count == 2,
                let value = UInt8(digits, radix: 16)
            {
                bytes.append(value)
                rest.removeFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
