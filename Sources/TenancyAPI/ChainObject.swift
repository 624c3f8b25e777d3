// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

package import TenancyCore

/// How far a tenant has come, from what is asked for to what the kernel does.
package struct ChainObject: Sendable, Equatable, Codable {
    package struct Link: Sendable, Equatable, Codable {
        /// `wanted`, `published`, `applied`, `healthy` or `programmed`.
        package let stage: String
        /// `done`, `waiting`, `failed` or `unknown`.
        package let state: String
        /// The object that is in the way.
        package let object: String?
        /// What is so, or what is wrong in the words of the component that says so.
        package let message: String
        /// The command that helps.
        package let next: String?
    }

    /// Whether everything is proved.
    package let live: Bool
    /// In the order in which each needs the ones before.
    package let links: [Link]
    /// The first stage that does not hold.
    package let broken: String?
    /// Changes with the rest.
    package let mark: String

    /// The chain as the API shows it.
    package init(_ chain: Chain) {
        live = chain.isLive
        links = chain.links.map {
            Link(
                stage: $0.stage.rawValue, state: $0.state.rawValue, object: $0.object, message: $0.message,
                next: $0.state == .done ? nil : $0.next)
        }
        broken = chain.broken?.stage.rawValue
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for link in links {
            for byte in "\(link.stage) \(link.state) \(link.object ?? "") \(link.message)\n".utf8 {
                hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3
            }
        }
        mark = String(hash, radix: 16)
    }
}
