// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import CommandLineKit
internal import TenancyAPI

enum AddressShow: Subcommand {
    private static let address = Argument<String>.required("ADDRESS", .text, "an address or a prefix")
    private static let time = Option<String?>.value(
        "at", "TIME", .text, "who held it at this time, such as 2026-11-20T03:12:04Z")

    static let declaration = Command(
        "show", "Show who holds and who held an address or a prefix",
        discussion: """
            Holders of prefixes around it and inside it count as well. A time is exact to the transaction. With \
            --verbose each holder comes with the change that made it one, and when kernel and manifests had it.
            """,
        arguments: [address.declaration], options: [OptionGroup("Filters", time)],
        examples: [
            Example("Whose is it", "tenancyctl address show 203.0.113.4"),
            Example("Whose was it", "tenancyctl address show 203.0.113.4 --at 2026-11-20T03:12:04Z"),
            Example("Everything inside a prefix", "tenancyctl address show 203.0.113.0/24 --verbose"),
        ])

    static func run(_ session: Session) throws {
        // A length is a component of the path of its own.
        let parts = session.match[address].split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        let answer = try session.get(
            AddressObject.self, ["addresses"] + parts.map(String.init), query: [("at", session.match[time])])
        try session.print(answer) { address in
            ["address/\(address.address)"]
        } table: { address in
            var fields = Fields()
            fields.add("Address", address.address)
            fields.add("At", ifAny: address.at)
            fields.add("Pool", ifAny: address.pool)
            fields.add("State", ifAny: address.state)
            fields.add("Until", ifAny: address.until?.inSeconds)
            fields.add("Reserved for", ifAny: address.previousTenant ?? address.reservedFor)
            fields.add("Reason", ifAny: address.reason)
            fields.add(
                "Held by",
                each: address.holders.map {
                    "tenant \($0.tenant), \($0.role) \($0.value) in \($0.scope) since \($0.since.inSeconds)"
                })
            let isVerbose = session.match[GlobalOptions.verbose] || address.at != nil
            let history = address.history.flatMap { isVerbose ? [line($0)] + causes($0) : [line($0)] }
            fields.add(address.at == nil ? "History" : "Held by", each: history)
            if address.history.isEmpty, address.at != nil { fields.add("Held by", "") }
            if address.truncated == true { fields.add("", "there is more: ask for a smaller prefix") }
            return fields.rendered()
        }
    }

    /// Why it began and why it ended, each with what became of it.
    private static func causes(_ holder: AddressObject.Holder) -> [String] {
        [("opened", holder.opened), ("closed", holder.closed)].flatMap { name, cause -> [String] in
            guard let cause else { return [] }
            let reason = cause.reason.isEmpty ? "" : ", reason: \(cause.reason)"
            return ["  \(name) by \(cause.actor), \(cause.verb), request \(cause.request)\(reason)"]
                + cause.deliveries.map { "    \($0.line(of: cause.revision))" }
        }
    }

    private static func line(_ holder: AddressObject.Holder) -> String {
        let until = holder.until?.inSeconds ?? "now"
        let closing = holder.closedBy.map { " (revision \($0))" } ?? ""
        return "tenant \(holder.tenant), \(holder.role) \(holder.value), "
            + "\(holder.since.inSeconds) (revision \(holder.openedBy)) until \(until)\(closing)"
    }
}
