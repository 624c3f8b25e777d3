// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Testing

@Suite struct PoolTests {
    @Test("a pool is created with what was given and shown with its revision")
    func create() {
        let change = Answers.change(revision: 3, object: #","pool":\#(Answers.pool)"#)
        let run = tenancyctl(
            "pool create public-v4 --kind public --cidr 203.0.113.0/24 --exclude 203.0.113.1 "
                + "--exclude 203.0.113.250-203.0.113.254 --default-length 32 --policy first --quarantine 1h30m",
            answers: [.reply(201, change)])
        #expect(run.exitCode == 0 && run.errors.isEmpty)
        #expect(
            run.requests == [
                """
                POST /v1/pools
                {"apiVersion":"tenancy/v1","kind":"Pool","metadata":{"name":"public-v4"},\
                "spec":{"cidr":"203.0.113.0/24","defaultLength":32,\
                "exclude":["203.0.113.1","203.0.113.250-203.0.113.254"],"kind":"public","policy":"first",\
                "quarantineSeconds":5400}}
                """
            ])
        #expect(run.output.hasPrefix("Pool:            public-v4\nKind:            public\n"))
        #expect(run.output.hasSuffix("Revision:        3\n"))
    }

    @Test("a range of addresses and one of numbers each go where the API has them")
    func range() {
        let addresses = tenancyctl("pool create p --kind private --range 10.0.0.8-10.0.1.3 --dry-run")
        #expect(
            addresses.requests == [
                """
                POST /v1/pools?dryRun=true
                {"apiVersion":"tenancy/v1","kind":"Pool","metadata":{"name":"p"},\
                "spec":{"cidr":"10.0.0.8-10.0.1.3","kind":"private"}}
                """
            ])
        let numbers = tenancyctl("pool create p --kind vlan --range 100-499")
        #expect(numbers.requests[0].hasSuffix(#""spec":{"kind":"vlan","range":"100-499"}}"#))
    }

    @Test("pools are listed with what is free")
    func list() {
        let run = tenancyctl("pool list", answers: [.reply(200, Answers.pools)])
        #expect(run.requests == ["GET /v1/pools"])
        #expect(
            run.output == """
                NAME       KIND    RANGE           FREE      ALLOCATED  QUARANTINED  LARGEST
                public-v4  public  203.0.113.0/24  250       2          3            /25
                vlans      vlan    100-499         >=2^63-1  0          0            <none>

                """)
        let empty = tenancyctl("pool list", answers: [.reply(200, #"{"apiVersion":"v","kind":"PoolList","items":[]}"#)])
        #expect(empty.output == "NAME  KIND  RANGE  FREE  ALLOCATED  QUARANTINED  LARGEST\n" && empty.exitCode == 0)
    }

    @Test("a pool is shown with its counts")
    func show() {
        let run = tenancyctl("pool show public-v4", answers: [.reply(200, Answers.pool)])
        #expect(run.requests == ["GET /v1/pools/public-v4"])
        #expect(
            run.output == """
                Pool:            public-v4
                Kind:            public
                Range:           203.0.113.0/24
                Default length:  /32
                Policy:          best
                Quarantine:      24h
                Total:           256
                Free:            250
                Allocated:       2
                Excluded:        1
                Quarantined:     3
                Largest free:    /25
                Next release:    2026-11-21T20:00:00Z

                """)
    }

    @Test("a pool is deleted by its name")
    func delete() {
        let run = tenancyctl("pool delete vlans", answers: [.reply(200, Answers.change(revision: 9))])
        #expect(run.requests == ["DELETE /v1/pools/vlans"])
        #expect(run.output == "pool vlans is deleted, revision 9\n")
    }

    @Test("a name stays one component of the path, whatever is in it")
    func escaping() {
        #expect(
            tenancyctl("pool show '../tenants/a b?x#ü'").requests == ["GET /v1/pools/..%2Ftenants%2Fa%20b%3Fx%23%C3%BC"]
        )
    }
}
