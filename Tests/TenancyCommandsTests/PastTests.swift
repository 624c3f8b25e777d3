// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

@testable import TenancyClient
import TenancyCommands
import Testing

@Suite struct PastTests {
    private static let entry = """
        {"actor":"root","at":"2026-11-20T20:00:00Z","deliveries":[{"applied":7,"at":"2026-11-20T20:00:01Z",\
        "object":"acme","target":"kernel"},{"object":"acme","target":"manifests"}],"hash":"00ff","object":"acme",\
        "reason":"moved","request":"0badcafe","revision":7,"rows":[{"columns":[{"key":true,"name":"pool","old":"1",\
        "new":"1"},{"key":false,"name":"state","new":"allocated","old":"free"},{"key":false,"name":"until",\
        "old":"2026-11-20T19:00:00Z"}],"operation":"update","table":"extent"},{"columns":[{"key":true,"name":"name",\
        "new":"acme"},{"key":false,"name":"labels","new":"{}"}],"operation":"insert","table":"tenant"}],\
        "steps":[{"detail":"host-vrf","object":"tenant acme","verb":"create"}],"undoes":5,"verb":"undo","via":"socket"}
        """

    @Test("an entry is shown with its rows and what became of it")
    func show() {
        let run = tenancyctl("journal show 7", answers: [.reply(200, Self.entry)])
        #expect(run.requests == ["GET /v1/journal/7"])
        #expect(
            run.output == """
                Revision:   7
                Time:       2026-11-20T20:00:00Z
                Actor:      root, by socket
                Action:     undo acme
                Reason:     moved
                Request:    0badcafe
                Undoes:     revision 5
                Steps:      create tenant acme, host-vrf
                Rows:       update extent pool=1: state free -> allocated, until 2026-11-20T19:00:00Z -> null
                            insert tenant name=acme: labels={}
                Delivered:  kernel acme at 2026-11-20T20:00:01Z
                            manifests acme not yet
                Hash:       00ff

                """)
    }

    @Test("a journal that was changed is reported, with exit code 1")
    func verify() {
        let good = #"{"apiVersion":"tenancy/v1","hash":"00ff","kind":"JournalProof","revision":7,"valid":true}"#
        let whole = tenancyctl("journal verify", answers: [.reply(200, good)])
        #expect(whole.exitCode == 0 && whole.output == "Verified:  revision 1 to 7\nHash:      00ff\n")
        let bad = good.replacing(#""hash""#, with: #""flaw":"journal entry 8 does not match its hash","hash""#)
            .replacing("true", with: "false")
        let broken = tenancyctl("journal verify", answers: [.reply(200, bad)])
        #expect(broken.exitCode == 1)
        #expect(broken.errors.contains("the journal is damaged: journal entry 8 does not match its hash"))
        #expect(broken.requests == ["GET /v1/journal/proof"])
    }

    @Test("the journal's filters go to the daemon")
    func filters() {
        let run = tenancyctl("journal list --tenant acme --actor root --since 2026-11-20T00:00:00Z")
        #expect(run.requests == ["GET /v1/journal?tenant=acme&actor=root&since=2026-11-20T00%3A00%3A00Z"])
    }

    @Test("a key goes as a header, and a replayed answer says so")
    func key() {
        let change = Answers.change(revision: 9, object: #","replayed":true"#)
        let run = tenancyctl("pool delete p --idempotency-key order-1", answers: [.reply(200, change)])
        #expect(run.requests == ["DELETE /v1/pools/p\nIdempotency-Key: order-1"])
        #expect(run.output.hasPrefix("an earlier request with this key made the change, nothing is done again\n"))
        #expect(tenancyctl("pool delete p --idempotency-key 'a b'").exitCode == 64)
        let conflict = tenancyctl(
            "pool delete p --idempotency-key k", answers: [.problem(409, "request.conflict", "another request")])
        #expect(conflict.exitCode == 3)
    }

    @Test("a change is taken back by its revision")
    func undo() {
        let answer = Answers.change(
            revision: 9, steps: #"{"detail":"undoes revision 8","object":"tenant acme","verb":"delete"}"#)
        let run = tenancyctl("undo 8 --reason oops", answers: [.reply(200, answer)])
        #expect(run.requests == ["POST /v1/revisions/8/undo\nTenancy-Reason: oops"])
        #expect(
            run.output == """
                revision 8 is undone, revision 9
                ACTION  WHAT
                delete  tenant acme, undoes revision 8

                """)
        #expect(tenancyctl("plan undo 8").requests == ["POST /v1/revisions/8/undo?dryRun=true"])
    }

    @Test("plan before a command is a dry run of it, with what would follow")
    func plan() {
        let effects = """
            ,"effects":{"kernel":["ip link delete tv-acme"],"manifests":[{"change":"removed",\
            "path":"tenants/acme/vrf.yaml"}],"rows":[{"columns":[{"key":true,"name":"name","old":"acme"}],\
            "operation":"delete","table":"tenant"}]}
            """
        let answer = Answers.change(
            revision: 7, dryRun: true, steps: #"{"detail":"","object":"tenant acme","verb":"delete"}"#, object: effects)
        let run = tenancyctl("plan tenant delete acme -v", answers: [.reply(200, answer)])
        #expect(run.requests == ["DELETE /v1/tenants/acme?dryRun=true"])
        #expect(
            run.output == """
                dry run at revision 7, nothing is stored
                ACTION  WHAT
                delete  tenant acme

                Rows:       delete tenant name=acme
                Kernel:     ip link delete tv-acme
                Manifests:  removed tenants/acme/vrf.yaml

                """)
        #expect(tenancyctl("plan tenant delete acme --wait").exitCode == 64)
        #expect(tenancyctl("plan tenant list").exitCode == 64)
    }

    @Test("a prefix and a time go to the daemon, and the holder comes with its cause")
    func address() {
        let answer = """
            {"address":"10.0.0.0/8","apiVersion":"tenancy/v1","at":"2026-11-20T03:12:04Z","history":[{"closed":\
            {"actor":"uid:7","at":"2026-11-20T04:00:00Z","deliveries":[],"reason":"","request":"r9","revision":9,\
            "verb":"tenant.delete"},"closedBy":9,"network":"acme","opened":{"actor":"root",\
            "at":"2026-11-20T03:00:00Z","deliveries":[{"applied":8,"at":"2026-11-20T03:00:02Z",\
            "commit":"0123456789abcdef","object":"acme","target":"manifests"}],"reason":"new","request":"r8",\
            "revision":8,"verb":"tenant.create"},"openedBy":8,"role":"cidr","scope":"vrf:acme",\
            "since":"2026-11-20T03:00:00Z","tenant":"acme","until":"2026-11-20T04:00:00Z","value":"10.1.0.0/16"}],\
            "holders":[],"kind":"Address","truncated":true}
            """
        let run = tenancyctl("address show 10.0.0.0/8 --at 2026-11-20T03:12:04Z", answers: [.reply(200, answer)])
        #expect(run.requests == ["GET /v1/addresses/10.0.0.0/8?at=2026-11-20T03%3A12%3A04Z"])
        #expect(
            run.output == """
                Address:  10.0.0.0/8
                At:       2026-11-20T03:12:04Z
                Held by:  tenant acme, cidr 10.1.0.0/16, 2026-11-20T03:00:00Z (revision 8) until 2026-11-20T04:00:00Z (revision 9)
                            opened by root, tenant.create, request r8, reason: new
                              manifests acme at 2026-11-20T03:00:02Z, commit 0123456789ab
                            closed by uid:7, tenant.delete, request r9
                          there is more: ask for a smaller prefix

                """)
    }
}
