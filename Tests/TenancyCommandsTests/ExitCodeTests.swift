// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

@testable import TenancyClient
import Testing

@testable import TenancyCommands

@Suite struct ExitCodeTests {
    @Test(
        "the daemon's refusals have their exit codes",
        arguments: [
            (400, "request.invalid", 1), (403, "request.forbidden", 77), (404, "object.not-found", 1),
            (409, "object.exists", 3), (412, "revision.moved", 3), (422, "address.overlap", 1),
            (500, "daemon.internal", 1), (503, "store.unavailable", 1), (504, "wait.timed-out", 4),
        ] as [(Int, String, Int32)])
    func refusals(status: Int, code: String, exitCode: Int32) {
        let run = tenancyctl(
            "tenant show acme", answers: [.problem(status, code, "cannot do it", hint: "tenancyctl tenant list")])
        #expect(run.exitCode == exitCode)
        #expect(run.output.isEmpty)
        #expect(run.errors == "error: cannot do it\nhint: tenancyctl tenant list\n")
    }

    @Test("every exit code is explained in help")
    func documented() {
        let page = tenancyctl("help exit-codes").output
        for code in [
            ExitCode.success, ExitCode.failure, ExitCode.moved, ExitCode.timedOut, 64, ExitCode.unreachable,
            ExitCode.forbidden,
        ] {
            #expect(page.contains("\n  \(code) "))
        }
    }

    @Test("a daemon that is down is 69, and the hint says where to look")
    func unreachable() {
        let run = tenancyctl(
            "pool list",
            answers: [.failure(.daemonUnreachable(path: "/run/tenancy/api.sock", reason: "connection refused"))])
        #expect(run.exitCode == 69)
        #expect(
            run.errors == """
                error: cannot reach tenancyd at /run/tenancy/api.sock: connection refused
                hint: systemctl status tenancyd

                """)
    }

    @Test("a socket that may not be opened is 77, and the hint names the group")
    func forbidden() {
        let run = tenancyctl(
            "pool list --socket /tmp/t.sock", answers: [.failure(.permissionDenied(path: "/tmp/t.sock"))])
        #expect(run.exitCode == 77)
        #expect(run.sockets == ["/tmp/t.sock"])
        #expect(run.errors.hasPrefix("error: cannot connect to /tmp/t.sock: permission denied\nhint: "))
        #expect(run.errors.contains("group tenancy"))
        let refused = tenancyctl("pool delete p", answers: [.problem(403, "request.forbidden", "uid:1000 may not")])
        #expect(refused.exitCode == 77)
        #expect(refused.errors.contains("group tenancy"))
    }

    @Test("no answer in time is 4, an answer that cannot be read 1")
    func noAnswer() {
        let late = tenancyctl("tenant delete acme", answers: [.failure(.timedOut(path: "/run/tenancy/api.sock"))])
        #expect(late.exitCode == 4)
        #expect(late.errors.contains("hint: tenancyctl journal list"))
        for answer in ["", "[]", #"{"kind":"PoolList"}"#] {
            let run = tenancyctl("pool list", answers: [.reply(200, answer)])
            #expect(run.exitCode == 1 && run.output.isEmpty)
            #expect(
                run.errors == """
                    error: cannot read the answer of tenancyd: status 200 with a body that is no ObjectList<PoolObject>
                    hint: tenancyctl version

                    """)
        }
        #expect(tenancyctl("pool list", answers: [.reply(502, "<html>")]).errors.contains("status 502"))
    }

    @Test("what was not understood is 64 and reaches nobody")
    func usage() {
        for (line, errors) in [
            (
                "tenat list", "error: unknown command 'tenat'\nhint: did you mean 'tenant'?\n"
            ),
            (
                "tenant create acme --cdir 10.20.0.0/16",
                "error: unknown option '--cdir'\nhint: did you mean '--cidr'?\n"
            ),
            (
                "tenant create", "error: missing argument NAME\nhint: tenancyctl help tenant create\n"
            ),
            (
                "pool list -o csv",
                "error: invalid value 'csv' for option '-o': expected one of table, json, yaml, name\n"
                    + "hint: tenancyctl help pool list\n"
            ),
            (
                "pool create p --kind public --cidr a --range b",
                "error: options '--cidr' and '--range' exclude each other\nhint: leave one of them out\n"
            ),
            (
                "tenant delete acme --dry-run --wait",
                "error: options '--dry-run' and '--wait' exclude each other\nhint: leave one of them out\n"
            ),
            (
                "tenant delete acme --timeout 5s",
                "error: option '--timeout' is for '--wait', which is not given\nhint: add --wait\n"
            ),
            (
                "tenant create acme --label a=1 --label a=2",
                "error: label 'a' is given more than once\nhint: leave one of them out\n"
            ),
        ] {
            let run = tenancyctl(line)
            #expect(run.exitCode == 64 && run.output.isEmpty && run.requests.isEmpty)
            #expect(run.errors == errors)
        }
        let twin = tenancyctl("pool list", environment: ["TENANCY_OUTPUT": "jsn"])
        #expect(twin.exitCode == 64)
        #expect(twin.errors.contains("variable TENANCY_OUTPUT") && twin.errors.contains("did you mean 'json'?"))
    }

    @Test("with -o json the problem object stands on standard error, for failures of either side")
    func problemObjects() {
        let refused = tenancyctl("tenant show acme -o json", answers: [.problem(404, "object.not-found", "no tenant")])
        #expect(refused.exitCode == 1 && refused.output.isEmpty)
        #expect(
            refused.errors == """
                {
                  "code": "object.not-found",
                  "detail": "no tenant",
                  "field": "name",
                  "requestID": "r-17",
                  "status": 404,
                  "title": "Refused",
                  "type": "about:blank"
                }

                """)
        let down = tenancyctl(
            "tenant show acme -o json",
            answers: [.failure(.daemonUnreachable(path: "/run/tenancy/api.sock", reason: "no such file"))])
        #expect(down.exitCode == 69)
        #expect(down.errors.contains(#""code": "daemon.unreachable""#))
    }

    @Test("--verbose shows the request, and the code, field and id of a refusal")
    func verbose() {
        let run = tenancyctl(
            "address list -v --tenant 'a b'", answers: [.problem(400, "request.invalid", "not a name")])
        #expect(
            run.errors == """
                GET /v1/addresses?tenant=a%20b: 400
                error: not a name
                code: request.invalid
                field: name
                request: r-17

                """)
    }

    @Test("labels of errors are coloured on a terminal, and a message cannot steer it")
    func colour() {
        let run = tenancyctl(
            "tenant show acme", answers: [.problem(404, "object.not-found", #"no\u001b[2J tenant"#, hint: "look")],
            isTerminal: true)
        #expect(run.errors == "\u{1B}[1;31merror:\u{1B}[0m no [2J tenant\n\u{1B}[1;36mhint:\u{1B}[0m look\n")
    }
}
