// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Testing

@Suite("Environments on the command line")
struct EnvironmentTests {
    private static func promotion(_ rest: String = "", dryRun: Bool = false) -> String {
        """
        {"apiVersion":"tenancy/v1","changed":["clusters/prod/tenants/acme/tenant.json"],"commit":"0123456789abcdef",\
        "dryRun":\(dryRun),"from":"staging","kind":"Promotion","revision":7,"takenOver":[],"to":"prod","waits":[]\(rest)}
        """
    }

    @Test("a promotion says what it did, and what has to be asked for again")
    func promote() {
        let run = tenancyctl(
            "manifests promote --to prod --from staging --tenant acme --take-over --reason CHG-1",
            answers: [
                .reply(
                    200,
                    Self.promotion(#","tenant":"acme""#).replacing(
                        #""waits":[]"#, with: #""waits":[{"reason":"the next revision comes at 8","tenant":"acme"}]"#))
            ])
        #expect(
            run.requests == [
                "POST /v1/manifests/promote?to=prod&from=staging&tenant=acme&takeOver=true\nTenancy-Reason: CHG-1"
            ])
        #expect(
            run.output == """
                tenant acme of revision 7 from staging to prod: 1 file changed, commit 0123456789ab
                waits: tenant acme: the next revision comes at 8; then the same command again

                """)
        #expect(run.exitCode == 0)
    }

    @Test("a dry run names the files, a proposal its branch")
    func others() {
        let trial = tenancyctl(
            "manifests promote --to prod --dry-run", answers: [.reply(200, Self.promotion(dryRun: true))])
        #expect(trial.requests == ["POST /v1/manifests/promote?to=prod&dryRun=true"])
        #expect(
            trial.output == """
                revision 7 from staging to prod: 1 file would change
                  clusters/prod/tenants/acme/tenant.json

                """)
        let proposal = tenancyctl(
            "manifests promote --to prod", answers: [.reply(200, Self.promotion(#","proposal":"next""#))])
        #expect(
            proposal.output
                == "revision 7 from staging to prod: 1 file proposed, commit 0123456789ab on branch next\n")
        let name = tenancyctl("manifests promote --to prod -o name", answers: [.reply(200, Self.promotion())])
        #expect(name.output == "promotion/0123456789abcdef\n")
    }

    @Test("what is missing or refused is said with a way out")
    func refused() {
        let missing = tenancyctl("manifests promote")
        #expect(missing.exitCode == 64 && missing.errors.contains("option '--to' is missing"))
        let refused = tenancyctl(
            "manifests promote --to prod",
            answers: [
                .problem(
                    422, "promotion.not-ready", "cannot promote from environment staging: tenant acme is not live",
                    hint: "tenancyctl tenant status acme")
            ])
        #expect(refused.exitCode == 1)
        #expect(
            refused.errors.hasPrefix(
                "error: cannot promote from environment staging: tenant acme is not live\nhint: tenancyctl tenant status acme"
            ))
    }

    @Test("each environment is a line: what it has, and what it lacks")
    func list() {
        let answer = """
            {"apiVersion":"tenancy/v1","items":[\
            {"apiVersion":"tenancy/v1","branch":"main","commit":"c1","foreign":[],"kind":"Environment","name":"staging","revision":9,"tenants":5},\
            {"apiVersion":"tenancy/v1","behind":["a","b","c","d"],"branch":"main","commit":"c0","folder":"clusters/prod","foreign":["x"],\
            "kind":"Environment","name":"prod","revision":7,"tenants":4}],"kind":"EnvironmentList"}
            """
        let run = tenancyctl("manifests environments", answers: [.reply(200, answer)])
        #expect(run.requests == ["GET /v1/manifests/environments"])
        #expect(
            run.output == """
                ENVIRONMENT  BRANCH  FOLDER         REVISION  TENANTS  BEHIND    FOREIGN
                staging      main    /              9         5        -         -
                prod         main    clusters/prod  7         4        a,b,c,+1  x

                """)
        let names = tenancyctl("manifests environments -o name", answers: [.reply(200, answer)])
        #expect(names.output == "environment/staging\nenvironment/prod\n")
    }
}
