// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import CommandLineKit
internal import Platform
internal import TenancyAPI
internal import TenancyClient

enum Export: Subcommand {
    private static let file = Argument<String?>.optional("FILE", .path, "where it goes instead of standard output")
    private static let format = Option<Format>.value(
        "format", "FORMAT", .word, default: (.json, "json"), "what is written")

    private enum Format: String, CaseIterable {
        case json
        case csvPools = "csv-pools"
        case csvAllocations = "csv-allocations"
    }

    static let declaration = Command(
        "export", "Write the plan as JSON or CSV",
        discussion: """
            'json' is the whole plan without its history: pools with what is excluded and quarantined, tenants with \
            their networks and what they hold, generations. One row a line, so that two exports can be compared; \
            'tenancyctl import' into an empty plan gives the same plan. For the history take 'tenancyctl backup'.

            'csv-pools' and 'csv-allocations' are tables (RFC 4180) with a line of headers.
            """,
        arguments: [file.declaration], options: [OptionGroup("Export options", format)],
        examples: [
            Example("The whole plan", "tenancyctl export plan.json"),
            Example("For a spreadsheet", "tenancyctl export --format csv-allocations allocations.csv"),
        ])

    static func run(_ session: Session) throws {
        let format = session.match[format].rawValue
        if let path = session.match[file] {
            let count = try session.download(["export"], query: [("format", format)], to: path)
            if !session.match[GlobalOptions.quiet] { session.console.write("\(path) has \(count) bytes\n") }
            return
        }
        let reply = try session.reply(
            Request(
                method: "GET", path: ["v1", "export"], query: [Request.Field(name: "format", value: format)],
                timeout: .seconds(600)))
        session.console.write(String(decoding: reply.body, as: UTF8.self))
    }
}
