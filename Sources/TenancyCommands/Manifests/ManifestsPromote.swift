// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import CommandLineKit
internal import TenancyAPI

enum ManifestsPromote: Subcommand {
    private static let to = Option<String?>.value("to", "ENVIRONMENT", .text, "where the manifests shall be")
    private static let from = Option<String?>.value(
        "from", "ENVIRONMENT", .text, "where they are; the environment before, unless given")
    private static let tenant = Option<String?>.value(
        "tenant", "NAME", .name(of: .tenants), "those of this tenant alone")
    private static let dryRun = Option<Bool>.flag("dry-run", "show what would change; nothing is written")
    private static let takeOver = Option<Bool>.flag(
        "take-over", "replace what somebody else wrote at our paths; history keeps it")
    private static let reason = Option<String?>.value("reason", "TEXT", .text, "why; stands in the commit")

    static let declaration = Command(
        "promote", "Bring published manifests to another environment",
        discussion: """
            The files become the same, byte for byte, in one commit. It is refused while a tenant is not published \
            where it comes from, or, where a cluster is read, not live; and when somebody else changed a file on \
            either side.

            What a promotion removes goes in the phases in which it goes from the first environment, and an address \
            comes to its next object after the one before has lost it: then the answer names what waits, and the same \
            command goes on from there.
            """,
        options: [OptionGroup("Options", to, from, tenant, dryRun, takeOver, reason)],
        examples: [
            Example("See what would change", "tenancyctl manifests promote --to prod --dry-run"),
            Example(
                "One tenant", "tenancyctl manifests promote --to prod --tenant acme --reason CHG-4711"),
        ])

    static func run(_ session: Session) throws {
        guard let target = session.match[to] else {
            throw UsageError("option '--to' is missing", hint: "tenancyctl manifests environments")
        }
        let request = Request(
            method: "POST", path: ["v1", "manifests", "promote"],
            query: Session.fields([
                ("to", target), ("from", session.match[from]), ("tenant", session.match[tenant]),
                ("takeOver", session.match[takeOver] ? "true" : nil),
                ("dryRun", session.match[dryRun] ? "true" : nil),
            ]),
            headers: Session.fields([("Tenancy-Reason", session.match[reason].map(Request.encoded))]),
            timeout: .seconds(300))
        let answer = try session.answer(PromotionObject.self, request)
        try session.print(answer) { _ in
            ["promotion/\(answer.object.commit)"]
        } table: { promotion in
            text(of: promotion)
        }
    }

    private static func text(of promotion: PromotionObject) -> String {
        let what = promotion.tenant.map { "tenant \($0) of revision" } ?? "revision"
        let count = promotion.changed.count == 1 ? "1 file" : "\(promotion.changed.count) files"
        let verb =
            if promotion.dryRun { "would change" } else if promotion.proposal != nil { "proposed" } else { "changed" }
        let place =
            promotion.dryRun
            ? ""
            : promotion.proposal.map { ", commit \(promotion.commit.prefix(12)) on branch \($0)" }
                ?? ", commit \(promotion.commit.prefix(12))"
        let revision = promotion.revision.map { "\($0)" } ?? "-"
        return "\(what) \(revision) from \(promotion.from) to \(promotion.to): \(count) \(verb)\(place)\n"
            + (promotion.dryRun ? promotion.changed.map { "  \($0)\n" }.joined() : "")
            + promotion.takenOver.map { "taken over: \($0)\n" }.joined()
            + promotion.waits.map { "waits: tenant \($0.tenant): \($0.reason); then the same command again\n" }.joined()
    }
}
