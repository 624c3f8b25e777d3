// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Testing

@Suite("Commands for networks and leaks") struct NetworkTests {
    private static let document = """
        {"apiVersion":"tenancy/v1","kind":"Network","metadata":{"name":"acme-db"},"spec":{"tenant":"acme"},\
        "status":\(Answers.network)}
        """
    private static let leak = """
        {"apiVersion":"tenancy/v1","kind":"Leak","metadata":{"created":"2026-11-20T20:00:00.000123Z",\
        "labels":{"tier":"gold"},"name":"dns"},"spec":{"from":"services","prefixes":["10.0.0.53/32"],\
        "returnPrefixes":["10.20.0.0/16"],"to":"acme"}}
        """

    @Test("a network is asked for with the options of a tenant's, and waited for with its tenant")
    func create() {
        let run = tenancyctl(
            "network create acme-db --tenant acme --cidr 10.21.0.0/24 --connectivity host-vrf --namespace db --vlan auto "
                + "--bgp-asn 64999 --public-ips 2 --wait=kernel",
            answers: [
                .reply(201, Answers.change(revision: 9, object: #","network":\#(Self.document)"#)),
                .reply(200, Answers.arrived),
            ])
        #expect(
            run.requests == [
                """
                POST /v1/networks
                {"apiVersion":"tenancy/v1","kind":"Network","metadata":{"name":"acme-db"},"spec":{"bgpASN":64999,\
                "cidrs":["10.21.0.0/24"],"connectivity":"host-vrf","namespaces":["db"],"publicIPs":2,"tenant":"acme",\
                "vlan":"auto"}}
                """,
                "GET /v1/revisions/9?wait=kernel&timeout=60&tenant=acme&network=acme-db",
            ])
        #expect(run.output.hasPrefix("Tenant:            acme\nNetwork:           acme\nConnectivity:      host-vrf\n"))
        #expect(run.output.hasSuffix("Revision:          9\n"))
        #expect(tenancyctl("network create db").exitCode == 64)
    }

    @Test("networks are listed, shown and deleted")
    func others() {
        let list = tenancyctl(
            "network list --tenant acme",
            answers: [.reply(200, #"{"apiVersion":"tenancy/v1","items":[\#(Self.document)],"kind":"NetworkList"}"#)]
        )
        #expect(list.requests == ["GET /v1/networks?tenant=acme"])
        #expect(
            list.output.split(separator: "\n").map { $0.split(separator: " ").joined(separator: " ") } == [
                "NAME TENANT CONNECTIVITY CIDRS PUBLIC VLAN VRF NAMESPACES",
                "acme-db acme host-vrf 10.20.0.0/16,fd00:20::/64 2 100 tv-acme acme-web,acme-db",
            ])
        let name = tenancyctl("network show acme-db -o name", answers: [.reply(200, Self.document)])
        #expect(name.output == "network/acme-db\n")
        let deleted = tenancyctl(
            "network delete acme-db --wait",
            answers: [
                .reply(200, Answers.change(revision: 9, object: #","network":\#(Self.document)"#)),
                .reply(200, Answers.arrived),
            ])
        #expect(
            deleted.requests.last
                == "GET /v1/revisions/9?wait=kernel%2Cpublished&timeout=60&tenant=acme&network=acme-db")
        #expect(deleted.output.hasPrefix("network acme-db is deleted, revision 9\n"))
    }

    @Test("a leak is asked for with its prefixes, and waited for with both of its networks")
    func leakCreate() {
        let answer = Answers.change(revision: 9, object: #","leak":\#(Self.leak)"#)
        let run = tenancyctl(
            "leak create dns --from services --to acme --prefix 10.0.0.53/32 --both --label tier=gold --wait=kernel",
            answers: [.reply(201, answer), .reply(200, Answers.arrived)])
        #expect(
            run.requests == [
                """
                POST /v1/leaks
                {"apiVersion":"tenancy/v1","kind":"Leak","metadata":{"labels":{"tier":"gold"},"name":"dns"},\
                "spec":{"both":true,"from":"services","prefixes":["10.0.0.53/32"],"to":"acme"}}
                """,
                "GET /v1/revisions/9?wait=kernel&timeout=60&network=services&network=acme",
            ])
        #expect(
            run.output == """
                Leak:      dns
                Labels:    tier=gold
                Created:   2026-11-20T20:00:00Z
                From:      services
                To:        acme
                Prefix:    10.0.0.53/32
                Return:    10.20.0.0/16
                Revision:  9

                """)
        let narrow = tenancyctl(
            "leak create dns --from services --to acme --prefix 10.0.0.53/32 --return-prefix 10.20.1.0/24")
        #expect(narrow.requests[0].contains(#""returnPrefixes":["10.20.1.0/24"],"to":"acme""#))
        let bare = tenancyctl("leak create dns --from services --to acme")
        #expect(
            bare.exitCode == 64 && bare.errors.contains("missing option '--prefix PREFIX'") && bare.requests.isEmpty)
    }

    @Test("leaks are listed, shown and deleted")
    func leakOthers() {
        let list = tenancyctl(
            "leak list --network acme",
            answers: [.reply(200, #"{"apiVersion":"tenancy/v1","items":[\#(Self.leak)],"kind":"LeakList"}"#)])
        #expect(list.requests == ["GET /v1/leaks?network=acme"])
        #expect(
            list.output.split(separator: "\n").map { $0.split(separator: " ").joined(separator: " ") } == [
                "NAME FROM TO PREFIXES RETURN CONNECT", "dns services acme 10.0.0.53/32 10.20.0.0/16 <none>",
            ])
        #expect(tenancyctl("leak show dns -o name", answers: [.reply(200, Self.leak)]).output == "leak/dns\n")
        let deleted = tenancyctl(
            "leak delete dns", answers: [.reply(200, Answers.change(revision: 9, object: #","leak":\#(Self.leak)"#))])
        #expect(deleted.requests == ["DELETE /v1/leaks/dns"])
        #expect(deleted.output.hasPrefix("leak dns is deleted, revision 9\n"))
    }
}
