// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import Digest
internal import FoundationEssentials
internal import HTTPClient
internal import TenancyCore

extension ClusterAccess {
    /// What ends soon of what this access is made of.
    func examine(at now: Timestamp) -> Finding {
        let certificate = Certificate.validity(ofPEM: trust.certificate).min { $0.to < $1.to }
        // Of several authorities the last one counts: the others are kept until nobody shows their certificates.
        let authority = Certificate.validity(ofPEM: trust.authority).max { $0.to < $1.to }
        let parts = [
            ("client certificate", certificate), ("token", token.flatMap(Self.validity)), ("authority", authority),
        ].compactMap { name, validity in validity.map { (name: name, validity: $0) } }
        let ending = parts.filter { Self.ends($0.validity, at: now) }
        guard let first = ending.first else {
            let list = parts.map { "\($0.name) until \(Timestamp(microseconds: $0.validity.to * 1_000_000))" }
            return Finding(
                "cluster-access", .ok,
                list.isEmpty ? "a token that does not say when it ends" : list.joined(separator: ", "))
        }
        return Finding(
            "cluster-access", .warning,
            ending.map { "the \($0.name) ends at \(Timestamp(microseconds: $0.validity.to * 1_000_000))" }
                .joined(separator: "; "),
            remedy:
                "renew the \(first.name) in cluster.kubeconfig or cluster.serviceAccount; the daemon reads it for each request"
        )
    }

    /// A week is left to renew it, or the last tenth of what is made for a short time.
    private static func ends(_ validity: (from: Int64, to: Int64), at now: Timestamp) -> Bool {
        let week: Int64 = 7 * 86_400
        return validity.to - now.microseconds / 1_000_000 < min(week, max(0, validity.to - validity.from) / 10)
    }

    /// What a token says of itself, which only the server verifies; `nil` when it says nothing.
    private static func validity(of token: Secret) -> (from: Int64, to: Int64)? {
        let parts = token.text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3 else { return nil }
        var text = String(parts[1].map { $0 == "-" ? "+" : $0 == "_" ? "/" : $0 })
        text += String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
        guard let data = Data(base64Encoded: text), let claims = JSONNode.parse(Array(data)),
            let to = claims.text("exp").flatMap({ Int64($0) })
        else { return nil }
        return (claims.text("iat").flatMap { Int64($0) } ?? 0, to)
    }
}
