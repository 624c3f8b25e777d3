// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Testing

@Suite struct FormatTests {
    @Test("json is the daemon's object with sorted keys, fields of the future included")
    func json() {
        let answer = #"{"version":"2","kind":"Version","future":{"b":[1,2.5,true,null,"a/b"],"a":-3},"apiVersion":"x"}"#
        #expect(
            tenancyctl("version -o json", answers: [.reply(200, answer)]).output == """
                {
                  "apiVersion": "x",
                  "future": {
                    "a": -3,
                    "b": [
                      1,
                      2.5,
                      true,
                      null,
                      "a/b"
                    ]
                  },
                  "kind": "Version",
                  "version": "2"
                }

                """)
    }

    @Test("yaml is the same object")
    func yaml() {
        #expect(
            tenancyctl("pool show vlans -o yaml", answers: [.reply(200, Answers.numbers)]).output == """
                kind: Pool
                metadata:
                  name: vlans
                spec:
                  kind: vlan
                  policy: best
                  quarantineSeconds: 5400
                  range: "100-499"
                status:
                  allocated: 0
                  excluded: 0
                  free: 9223372036854775807
                  quarantined: 0
                  total: 9223372036854775807

                """)
    }

    @Test(
        "name is kind/name, one per line",
        arguments: [
            ("pool list", Answers.pools, "pool/public-v4\npool/vlans\n"),
            ("pool show p", Answers.pool, "pool/public-v4\n"),
            ("tenant list", Answers.tenants, "tenant/acme\ntenant/blue\n"),
            ("tenant show a", Answers.tenant, "tenant/acme\n"),
            ("tenant sheet a", Answers.sheet, "tenant/acme\n"),
            ("tenant status a", Answers.tenantStatus, "tenant/acme\n"),
            ("tenant delete a", Answers.deleted, "tenant/acme\n"),
            ("address list", Answers.allocations, "address/203.0.113.4\naddress/10.20.0.0/16\n"),
            ("address show a", Answers.address, "address/203.0.113.4\n"),
            ("journal list", Answers.journal, "revision/7\nrevision/6\n"), ("status", Answers.status, "revision/7\n"),
            ("version", Answers.version, "version/0.1.7\n"),
        ])
    func names(line: String, answer: String, output: String) {
        #expect(tenancyctl("\(line) -o name", answers: [.reply(200, answer)]).output == output)
    }

    @Test("the format and the socket come from the environment unless they are given")
    func environment() {
        let environment = ["TENANCY_OUTPUT": "name", "TENANCY_SOCKET": "/tmp/t.sock"]
        let run = tenancyctl("pool list", answers: [.reply(200, Answers.pools)], environment: environment)
        #expect(run.output == "pool/public-v4\npool/vlans\n" && run.sockets == ["/tmp/t.sock"])
        let given = tenancyctl(
            "pool list -otable --no-headers --socket /a", answers: [.reply(200, Answers.pools)],
            environment: environment)
        #expect(given.output.hasPrefix("public-v4  public  203.0.113.0/24") && given.sockets == ["/a"])
    }
}
