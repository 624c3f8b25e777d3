// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import CommandLineKit
internal import TenancyAPI

enum AddressShow: Subcommand {
    private static let address = Argument<String>.required("ADDRESS", .text, "an address")

    static let declaration = Command(
        "show", "Show who holds an address", arguments: [address.declaration],
        examples: [Example("Whose is it", "tenancyctl address show 203.0.113.4")])

    static func run(_ session: Session) throws {
        let answer = try session.get(AddressObject.self, ["addresses", session.match[address]])
        try session.print(answer) { address in
            ["address/\(address.address)"]
        } table: { address in
            var fields = Fields()
            fields.add("Address", address.address)
            fields.add("Pool", address.pool ?? "")
            fields.add("State", ifAny: address.state)
            fields.add("Until", ifAny: address.until?.inSeconds)
            fields.add("Reserved for", ifAny: address.previousTenant ?? address.reservedFor)
            fields.add("Reason", ifAny: address.reason)
            fields.add(
                "Held by",
                each: address.holders.map {
                    "tenant \($0.tenant), \($0.role) \($0.value) in \($0.scope) since \($0.since.inSeconds)"
                })
            fields.add("History", each: address.history.map(line))
            return fields.rendered()
        }
    }

    private static func line(_ holder: AddressObject.Holder) -> String {
        let until = holder.until?.inSeconds ?? "now"
        let closing = holder.closedBy.map { " (revision \($0))" } ?? ""
        return "tenant \(holder.tenant), \(holder.role) \(holder.value), "
            + "\(holder.since.inSeconds) (revision \(holder.openedBy)) until \(until)\(closing)"
    }
}
