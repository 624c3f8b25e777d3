// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

@testable import TenancyClient
@testable import TenancyCommands
import Testing

@Suite struct ReadTests {
    @Test("allocations are listed, and filtered by the daemon")
    func addresses() {
        let run = tenancyctl("address list --tenant acme --pool public-v4", answers: [.reply(200, Answers.allocations)])
        #expect(run.requests == ["GET /v1/addresses?tenant=acme&pool=public-v4"])
        #expect(
            run.output == """
                ADDRESS       ROLE           TENANT  NETWORK  POOL       SCOPE     SINCE                 DRAINING
                203.0.113.4   load-balancer  acme    acme     public-v4  public    2026-11-20T20:00:00Z  <none>
                10.20.0.0/16  cidr           acme    acme     <none>     vrf:acme  2026-11-20T20:00:00Z  <none>

                """)
    }

    @Test("an address is shown with its holder and its past")
    func address() {
        let held = tenancyctl("address show 203.0.113.4", answers: [.reply(200, Answers.address)])
        #expect(held.requests == ["GET /v1/addresses/203.0.113.4"])
        #expect(
            held.output == """
                Address:  203.0.113.4
                Pool:     public-v4
                State:    allocated
                Held by:  tenant acme, load-balancer 203.0.113.4 in public since 2026-11-20T20:00:00Z
                History:  tenant acme, load-balancer 203.0.113.4, 2026-11-20T20:00:00Z (revision 7) until now
                          tenant old, egress 203.0.113.4, 2026-10-01T00:00:00Z (revision 2) until 2026-10-02T00:00:00Z (revision 5)

                """)
        #expect(tenancyctl("address show fd00::1").requests == ["GET /v1/addresses/fd00%3A%3A1"])
        let resting = tenancyctl("address show 203.0.113.7", answers: [.reply(200, Answers.resting)])
        #expect(
            resting.output == """
                Address:       203.0.113.7
                Pool:          public-v4
                State:         quarantined
                Until:         2026-11-21T20:00:00Z
                Reserved for:  old

                """)
    }

    @Test("the status shows each executor, what it failed at, and what is open")
    func status() {
        let run = tenancyctl("status", answers: [.reply(200, Answers.status)])
        #expect(run.requests == ["GET /v1/status"])
        #expect(
            run.output == """
                Version:    0.1.0
                Revision:   7
                Tenants:    2
                State:      pending
                Kernel:     revision 7, 12 writes, last round 2026-11-20T20:00:01Z
                Manifests:  revision 6, 3 writes, last round 2026-11-20T20:00:02Z, commit 0123456789ab
                            failed: cannot push to origin: refused
                            hint: git -C /var/lib/tenancy/git push

                TARGET     OBJECT  STATE    REVISION  MESSAGE
                manifests  acme    pending  7         <none>

                """)
    }

    @Test("repairs stand apart in the status")
    func repairs() {
        let status = Answers.status.replacing(
            #""revision":7,"target":"kernel""#,
            with: #""lastRepair":"2026-11-20T19:00:00.5Z","repairs":3,"revision":7,"target":"kernel""#)
        let run = tenancyctl("status", answers: [.reply(200, status)])
        #expect(run.output.contains("\n            3 repairs, the last 2026-11-20T19:00:00Z\nManifests:"))
    }

    @Test("drift shows what differs, and fails for it only when asked to")
    func drift() {
        let answer = """
            {"apiVersion":"tenancy/v1","items":[{"difference":"tu-acme is down","object":"acme",\
            "repair":"ip link set tu-acme up","right":"plan","target":"kernel"},{"difference":"isolation is broken",\
            "object":"all","right":"nobody","target":"kernel"}],"kind":"Drift","revision":5}
            """
        let run = tenancyctl("drift", answers: [.reply(200, answer)])
        #expect(run.requests == ["GET /v1/drift"] && run.exitCode == 0)
        #expect(
            run.output == """
                TARGET  OBJECT  RIGHT   DIFFERENCE
                kernel  acme    plan    tu-acme is down; repair: ip link set tu-acme up
                kernel  all     nobody  isolation is broken

                """)
        let checked = tenancyctl("drift --exit-code -o name", answers: [.reply(200, answer)])
        #expect(checked.exitCode == 1 && checked.output == "kernel/acme\nkernel/all\n")
        #expect(checked.errors == "error: the plan is not what there is in 2 points\n")
        let none = #"{"apiVersion":"tenancy/v1","items":[],"kind":"Drift","revision":5}"#
        let same = tenancyctl("drift --exit-code", answers: [.reply(200, none)])
        #expect(same.exitCode == 0 && same.output == "nothing differs from revision 5\n")
    }

    @Test("a fresh daemon has done nothing yet")
    func idle() {
        #expect(
            tenancyctl("status", answers: [.reply(200, Answers.idle)]).output == """
                Version:   0.1.0
                Revision:  0
                Tenants:   0
                State:     done
                Kernel:    nothing done yet

                """)
    }

    @Test("--verbose adds what was written last")
    func verboseStatus() {
        let run = tenancyctl("status -v", answers: [.reply(200, Answers.status)])
        #expect(run.output.contains("2026-11-20T20:00:01Z\n            ip link add tv-acme\nManifests:"))
    }

    @Test(
        "times for people are in whole seconds, and nothing else is touched",
        arguments: [
            ("2026-11-20T20:00:00.123456Z", "2026-11-20T20:00:00Z"), ("2026-11-20T20:00:00Z", "2026-11-20T20:00:00Z"),
            ("quarantined until 2026-11-20T20:00:00.5Z", "quarantined until 2026-11-20T20:00:00Z"),
            ("203.0.113.4", "203.0.113.4"), ("a.Z", "a.Z"), ("a.bZ", "a.bZ"), ("", ""),
        ])
    func times(text: String, shown: String) {
        #expect(text.inSeconds == shown)
    }

    @Test("the journal is listed, a part of it on demand")
    func journal() {
        let run = tenancyctl("journal list --limit 2 --before 8", answers: [.reply(200, Answers.journal)])
        #expect(run.requests == ["GET /v1/journal?limit=2&before=8"])
        #expect(
            run.output == """
                REVISION  TIME                  ACTOR     VERB           OBJECT     REASON
                7         2026-11-20T20:00:00Z  root      tenant.create  acme       new customer
                6         2026-11-20T19:00:00Z  uid:1000  pool.create    public-v4  <none>

                """)
    }

    @Test("the version of the command is known without the daemon")
    func version() {
        let both = tenancyctl("version", answers: [.reply(200, Answers.version)])
        #expect(both.output == "tenancyctl  0.1.0\ntenancyd    0.1.7\n" && both.exitCode == 0)
        let down = tenancyctl(
            "version",
            answers: [.failure(.daemonUnreachable(path: "/run/tenancy/api.sock", reason: "no such file or directory"))])
        #expect(down.output == "tenancyctl  0.1.0\n" && down.exitCode == 69)
        let short = tenancyctl("--version")
        #expect(short.output == "tenancyctl 0.1.0\n" && short.sockets.isEmpty)
    }
}
