// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import CommandLineKit
internal import Platform
internal import TenancyAPI
internal import TenancyClient

enum Import: Subcommand {
    private static let file = Argument<String>.required("FILE", .path, "what is read")
    private static let format = Option<Format>.value(
        "format", "FORMAT", .word, default: (.json, "json"), "what the file is")
    private static let partial = Option<Bool>.flag("partial", "take the good rows when others are refused")

    private static let tenants = Option<[KeyValue]>.repeated(
        "tenant", "NAME=TENANT", .keyValue, "whom a tenant or customer of NetBox or phpIPAM is here")

    private enum Format: String, CaseIterable {
        case json
        case csvPools = "csv-pools"
        case csvAllocations = "csv-allocations"
        case netbox, phpipam
    }

    static let declaration = Command(
        "import", "Take in an export, or a CSV of pools, allocations, NetBox or phpIPAM",
        discussion: """
            All of a file goes in, in one transaction, or nothing; each row that is refused is named with its line. \
            With '--partial' the good rows go in. 'tenancyctl help import-formats' says what becomes of each row.
            """,
        arguments: [file.declaration],
        options: [
            OptionGroup("Import options", format, partial, tenants),
            OptionGroup("Change options", ChangeOptions.dryRun, ChangeOptions.reason, ChangeOptions.revision),
        ],
        examples: [
            Example("A plan on another node, while it is empty", "tenancyctl import plan.json"),
            Example(
                "See what NetBox' prefixes would give", "tenancyctl import --format netbox --dry-run prefixes.csv"),
            Example(
                "Its addresses, some of them a tenant's",
                "tenancyctl import --format netbox --tenant Acme-Corporation=acme addresses.csv"),
        ])

    static func run(_ session: Session) throws {
        let match = session.match
        let path = match[file]
        let body: [UInt8]
        do throws(SystemError) {
            body = try FileSystem.read(path, limit: 256 << 20)
        } catch {
            throw Failure(ExitCode.failure, code: "file.refused", "\(error)", hint: "ls -l \(path)")
        }
        let query =
            [
                ("format", match[format].rawValue), ("partial", match[partial] ? "true" : nil),
                ("dryRun", match[ChangeOptions.dryRun] ? "true" : nil),
            ] + match[tenants].map { ("tenant", "\($0.key)=\($0.value)") }
        let request = Request(
            method: "POST", path: ["v1", "import"], query: Session.fields(query),
            headers: Session.fields([
                ("Tenancy-Reason", match[ChangeOptions.reason].map(Request.encoded)),
                ("If-Match", match[ChangeOptions.revision].map { "\"\($0)\"" }),
            ]), body: body, timeout: .seconds(600))
        let answer = try session.answer(ImportObject.self, request)
        let result = answer.object
        if !match[GlobalOptions.quiet] {
            try session.print(answer) { result in
                result.refused.map { "line/\($0.line)" }
            } table: { result in
                result.refused.map { "line \($0.line): \($0.reason.printable)\n" }.joined() + summary(result)
            }
        }
        guard result.refused.isEmpty || match[partial] else {
            throw Failure(
                ExitCode.failure, code: "import.refused", "\(result.refused.count) of \(result.rows) rows are refused",
                hint: "correct them, or add --partial to take the others")
        }
    }

    private static func summary(_ result: ImportObject) -> String {
        let (verb, end) =
            if result.stored {
                ("imported", "revision \(result.revision)")
            } else {
                ("importable", result.dryRun ? "dry run, nothing is stored" : "nothing is stored")
            }
        return "\(result.rows) rows: \(result.imported) \(verb), \(result.unchanged) unchanged, "
            + "\(result.refused.count) refused; \(end)\n"
    }
}
