// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Testing

@Suite struct AllocationTests {
    private let done = Answers.change(
        revision: 9,
        steps: #"{"detail":"pool public-v4","object":"floating 203.0.113.9","verb":"allocate"}"#)

    @Test("addresses are allocated with everything that was given")
    func allocate() {
        let run = tenancyctl(
            "address allocate --tenant acme --role floating --address 203.0.113.9 --or-next --label app=web "
                + "--allow-quarantined --reason ticket", answers: [.reply(201, done)])
        #expect(
            run.requests.first?.hasSuffix(
                #"{"addresses":["203.0.113.9"],"allowQuarantined":true,"labels":{"app":"web"},"orNext":true,"#
                    + #""role":"floating","tenant":"acme"}"#) == true)
        #expect(run.requests.first?.hasPrefix("POST /v1/addresses\n") == true)
        #expect(run.output == "ACTION    WHAT\nallocate  floating 203.0.113.9, pool public-v4\n")
        let count = tenancyctl("address allocate --tenant acme --role load-balancer --count 3 --ipv6 --pool p")
        #expect(
            count.requests.first?.hasSuffix(
                #"{"count":3,"family":"ipv6","pools":["p"],"role":"load-balancer","tenant":"acme"}"#) == true)
        let both = tenancyctl("address allocate --tenant acme --role floating --dual-stack --pool p4 --pool p6")
        #expect(
            both.requests.first?.hasSuffix(
                #"{"family":"dual","pools":["p4","p6"],"role":"floating","tenant":"acme"}"#) == true)
        #expect(tenancyctl("address allocate --tenant acme --role cidr").exitCode == 64)
    }

    @Test("an address is released at once, or after a time")
    func release() {
        #expect(tenancyctl("address release 203.0.113.9").requests == ["DELETE /v1/addresses/203.0.113.9"])
        #expect(
            tenancyctl("address release 5000 --pool vnis --drain 1h").requests
                == ["DELETE /v1/addresses/5000?pool=vnis&drain=3600"])
        #expect(
            tenancyctl("tenant delete acme --drain 90s --dry-run").requests
                == ["DELETE /v1/tenants/acme?drain=90&dryRun=true"])
        let run = tenancyctl("tenant delete acme --drain 90s", answers: [.reply(200, Answers.change(revision: 9))])
        #expect(run.output.hasPrefix("tenant acme is draining, revision 9\n"))
    }

    @Test("space is reserved for a tenant, by address or by length")
    func reserve() {
        #expect(
            tenancyctl("address reserve --address 203.0.113.9 --pool p --tenant acme --ttl 2h").requests.first?
                .hasSuffix(#"{"address":"203.0.113.9","owner":"acme","pool":"p","ttlSeconds":7200}"#) == true)
        #expect(
            tenancyctl("address reserve --pool p --length 20 --tenant acme").requests == [
                "POST /v1/reservations\n" + #"{"owner":"acme","pool":"p","prefixLength":20}"#
            ])
    }

    @Test("a pool is changed by what was given, and nothing else")
    func poolUpdate() {
        let run = tenancyctl(
            "pool update p --range 10.0.0.0/15 --exclude 10.0.0.3 --include 10.0.0.9 --min-length none "
                + "--max-length 28 --default-length 24 --policy sparse --quarantine 1h",
            answers: [.reply(200, Answers.change(revision: 9))])
        #expect(
            run.requests == [
                "PATCH /v1/pools/p\n"
                    + #"{"defaultLength":24,"exclude":["10.0.0.3"],"include":["10.0.0.9"],"maxLength":"28","#
                    + #""minLength":"none","policy":"sparse","quarantineSeconds":3600,"range":"10.0.0.0/15"}"#
            ])
        #expect(tenancyctl("pool update p").exitCode == 64)
    }

    @Test("a child pool is of its parent's kind")
    func child() {
        let run = tenancyctl(
            "pool create east --parent public-v4 --length 26 --reserve network --reserve gateway",
            answers: [.reply(200, Answers.pool), .reply(201, Answers.change(revision: 9))])
        #expect(
            run.requests == [
                "GET /v1/pools/public-v4",
                "POST /v1/pools\n"
                    + #"{"apiVersion":"tenancy/v1","kind":"Pool","metadata":{"name":"east"},"spec":{"kind":"public","#
                    + #""length":26,"parent":"public-v4","reserve":["network","gateway"]}}"#,
            ])
        #expect(tenancyctl("pool create east --cidr 10.0.0.0/8").exitCode == 64)
    }

    @Test("a tenant's quotas are set, and its draining ended")
    func tenantUpdate() {
        #expect(
            tenancyctl("tenant update acme --quota public-ipv4=8 --quota cidr-ipv4=none --cancel-drain").requests == [
                "PATCH /v1/tenants/acme\n"
                    + #"{"cancelDrain":true,"quotas":{"cidr-ipv4":"none","public-ipv4":"8"}}"#
            ])
        #expect(tenancyctl("tenant update acme").exitCode == 64)
        #expect(
            tenancyctl("tenant create acme --quota public-ipv4=8").requests.first?
                .contains(#""spec":{"quotas":{"public-ipv4":8}}"#) == true)
        #expect(tenancyctl("tenant create acme --quota public-ipv4=many").exitCode == 64)
    }

    @Test("a pool shows what is held back, what is still to be had, and how long it lasts")
    func poolShow() {
        let answer = """
            {"apiVersion":"tenancy/v1","kind":"Pool","metadata":{"name":"tenants"},"spec":{"cidr":"10.0.0.0/16",\
            "defaultLength":24,"kind":"private","minLength":20,"policy":"sparse","quarantineSeconds":3600},\
            "status":{"allocated":4352,"blocks":[{"count":2,"length":17},{"count":90,"length":24}],\
            "children":[{"name":"east","range":"10.0.16.0/20"}],"excluded":256,"forecast":{"allocated":12,\
            "daysLeft":40,"released":2,"windowDays":30},"free":60928,"held":[{"range":"10.0.1.0/24",\
            "reason":"router","state":"excluded"},{"range":"10.0.2.0/24","state":"quarantined","tenant":"acme",\
            "until":"2026-11-21T20:00:00Z"}],"largestFree":"/17","quarantined":256,"reserved":0,"total":65536,\
            "utilisation":7.0}}
            """
        #expect(
            tenancyctl("pool show tenants", answers: [.reply(200, answer)]).output == """
                Pool:             tenants
                Kind:             private
                Range:            10.0.0.0/16
                Default length:   /24
                Shortest length:  /20
                Policy:           sparse
                Quarantine:       1h
                Total:            65536
                Free:             60928
                Allocated:        4352
                Excluded:         256
                Quarantined:      256
                Used:             7.0 %
                Largest free:     /17
                Still to be had:  /17: 2, /24: 90
                Forecast:         40 days left: 12 allocated and 2 released in 30 days
                Child:            east 10.0.16.0/20
                Held back:        10.0.1.0/24 excluded (router)
                                  10.0.2.0/24 quarantined after tenant acme until 2026-11-21T20:00:00Z

                """)
    }
}
