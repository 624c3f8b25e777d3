// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// Why a text is not an address, a prefix or a range.
package enum AddressError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The text is not an address; `reason` says what is wrong with it.
    case notAnAddress(String, reason: String)
    /// The text is not a prefix; `reason` says what is wrong with it.
    case notAPrefix(String, reason: String)
    /// The address has bits set behind the prefix length. `network` keeps the length and clears those bits, `host` keeps the address and
    /// takes the shortest length for which it is a network address: what was probably meant is one of the two.
    case hostBits(String, network: Prefix, host: Prefix)
    /// The text is not a range; `reason` says what is wrong with it.
    case notARange(String, reason: String)

    package var description: String {
        switch self {
        case .notAnAddress(let text, let reason): "\(Self.quoted(text)) is not an address: \(reason)"
        case .notAPrefix(let text, let reason): "\(Self.quoted(text)) is not a prefix: \(reason)"
        case .hostBits(let text, let network, let host):
            "\(Self.quoted(text)) has host bits set: it lies in \(network), and \(host) starts at its address"
        case .notARange(let text, let reason): "\(Self.quoted(text)) is not a range: \(reason)"
        }
    }

    /// What the reader can do about it.
    package var hint: String? {
        switch self {
        case .hostBits(_, let network, let host): "use \(network) or \(host)"
        case .notAnAddress, .notAPrefix, .notARange: nil
        }
    }

    /// The text as it may stand in a message: bounded, and without control characters.
    private static func quoted(_ text: String) -> String {
        let shown = String(
            text.unicodeScalars.prefix(64).map { $0.value < 0x20 || $0.value == 0x7f ? "?" : Character($0) })
        return "'\(shown)\(text.unicodeScalars.count > 64 ? "…" : "")'"
    }
}
