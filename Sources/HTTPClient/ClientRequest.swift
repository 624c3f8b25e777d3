// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// A GET over HTTPS.
package struct ClientRequest: Sendable {
    /// The whole address, which begins with `https://`.
    package var url: String
    /// Sent as they are. They may hold a token, so they are in no error and in no log.
    package var headers: [(name: String, value: String)]
    package var trust: TrustSettings
    /// How long the connection with its TLS handshake may take.
    package var connectLimit: Duration
    /// How long the server may be silent before and between the parts of its answer.
    package var silenceLimit: Duration
    /// How long all of it may take.
    package var totalLimit: Duration

    package init(
        url: String, headers: [(name: String, value: String)] = [], trust: TrustSettings,
        connectLimit: Duration = .seconds(10), silenceLimit: Duration = .seconds(20),
        totalLimit: Duration = .seconds(120)
    ) {
        self.url = url
        self.headers = headers
        self.trust = trust
        self.connectLimit = connectLimit
        self.silenceLimit = silenceLimit
        self.totalLimit = totalLimit
    }
}
