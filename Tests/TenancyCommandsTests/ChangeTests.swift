// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import TenancyCommands
@testable import TenancyClient
import Testing

@Suite struct ChangeTests {
    @Test("a dry run says that nothing is stored and shows the planned changes")
    func dryRun() {
        let run = tenancyctl("tenant create acme --dry-run", answers: [.reply(200, Answers.planned)])
        #expect(run.requests[0].hasPrefix("POST /v1/tenants?dryRun=true\n"))
        #expect(
            run.output == """
                dry run at revision 7, nothing is stored
                ACTION    WHAT
                create    tenant acme, host-vrf
                allocate  cidr 10.20.0.0/16, pool tenants

                """)
    }

    @Test("reason and expected revision go as headers")
    func headers() {
        let run = tenancyctl("pool delete p --reason 'no more, ändert' --if-revision 12")
        #expect(
            run.requests == [
                "DELETE /v1/pools/p\nTenancy-Reason: no%20more%2C%20%C3%A4ndert\nIf-Match: \"12\""
            ])
    }

    @Test(
        "--wait asks for the revision of the change after showing it",
        arguments: [("--wait", "kernel%2Cpublished"), ("--wait=kernel", "kernel"), ("--wait=published", "published")])
    func wait(option: String, stages: String) {
        let run = tenancyctl(
            "tenant create acme \(option) -o name",
            answers: [.reply(201, Answers.created), .reply(200, Answers.arrived)])
        #expect(run.exitCode == 0 && run.output == "tenant/acme\n" && run.errors.isEmpty)
        #expect(run.requests.dropFirst() == ["GET /v1/revisions/7?wait=\(stages)&timeout=60&tenant=acme"])
        #expect(run.timeouts.last == .seconds(65))
    }

    @Test("a wait that runs out is 4, and what is stored has been shown")
    func timeout() {
        let run = tenancyctl(
            "tenant delete acme --wait --timeout 2m",
            answers: [
                .reply(200, Answers.deleted), .problem(504, "wait.timed-out", "revision 8 is stored and not done"),
            ])
        #expect(run.exitCode == 4)
        #expect(run.output.hasPrefix("tenant acme is deleted, revision 8\n"))
        #expect(run.errors == "error: revision 8 is stored and not done\n")
        #expect(run.requests.last == "GET /v1/revisions/8?wait=kernel%2Cpublished&timeout=120&tenant=acme")
        #expect(run.timeouts.last == .seconds(125))
    }

    @Test("a wait that breaks off says that the change is stored")
    func brokenWait() {
        let run = tenancyctl(
            "tenant delete acme --wait -q",
            answers: [
                .reply(200, Answers.deleted),
                .failure(.daemonUnreachable(path: "/run/tenancy/api.sock", reason: "connection reset")),
            ])
        #expect(run.exitCode == 69)
        #expect(run.errors.hasPrefix("error: revision 8 is stored, but waiting for it failed: cannot reach tenancyd"))
    }

    @Test("a wait that is too long is refused before anything is changed")
    func tooLong() {
        let run = tenancyctl("tenant delete acme --wait --timeout 2h")
        #expect(run.exitCode == 64 && run.requests.isEmpty)
        #expect(run.errors == "error: a wait lasts at most 1h\nhint: --timeout 1h\n")
    }

    @Test("a refused change is not waited for")
    func refused() {
        let run = tenancyctl(
            "tenant create acme --wait", answers: [.problem(412, "revision.moved", "the plan moved on")])
        #expect(run.exitCode == 3 && run.requests.count == 1)
    }

    @Test("progress is shown on a terminal only, and taken away again")
    func progress() {
        let answers = [Answers.created, Answers.arrived].map { Result.reply(200, $0) }
        let run = tenancyctl("tenant create acme --wait -o name", answers: answers, isTerminal: true)
        #expect(run.errors == "waiting for revision 7 to arrive …\r\u{1B}[K")
        #expect(tenancyctl("tenant create acme --wait -q", answers: answers, isTerminal: true).errors.isEmpty)
    }

    @Test("--quiet prints nothing when a change succeeds, and still its errors")
    func quiet() {
        let done = tenancyctl("tenant create acme -q", answers: [.reply(201, Answers.created)])
        #expect(done.exitCode == 0 && done.output.isEmpty && done.errors.isEmpty)
        let refused = tenancyctl("tenant create acme -q", answers: [.problem(422, "object.exists", "it exists")])
        #expect(refused.exitCode == 1 && refused.errors == "error: it exists\n")
    }
}
