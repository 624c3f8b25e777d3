// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Testing

@Suite struct TenantTests {
    private static let shown = """
        Tenant:            acme
        Labels:            contract=4711
                           tier=gold
        Created:           2026-11-20T20:00:00Z
        Network:           acme
        Connectivity:      host-vrf
        CIDR:              10.20.0.0/16
                           fd00:20::/64
        Gateway:           10.20.0.1
                           fd00:20::1
        Namespaces:        acme-web, acme-db
        Public addresses:  203.0.113.4
                           203.0.113.5
        Announced by:      bgp, peer 192.0.2.1 AS 64512
        VRF:               tv-acme, table 256
        Uplink:            tu-acme, VLAN 100 on eno1
        Link:              198.51.100.0/31, node 198.51.100.1, provider 198.51.100.0

        """

    @Test("every option of a creation arrives in its field")
    func everyOption() {
        let run = tenancyctl(
            "tenant create acme --cidr 10.20.0.0/16 --cidr fd00:20::/64 --prefix-length 20 --prefix-length-v6 64 "
                + "--private-pool p1 --public-ips 4 --public-ips-v6 2 --public-pool p2 --public-pool-v6 p3 "
                + "--egress-pool p4 --transit-pool p5 --transit-pool p6 --connectivity host-vrf --namespace a "
                + "--namespace b --uplink eno1 --vlan 100 --gateway 198.51.100.1 --announce bgp --bgp-asn 4200000000 "
                + "--bgp-peer 192.0.2.1 --label tier=gold --label note=a=b")
        #expect(
            run.requests == [
                """
                POST /v1/tenants
                {"apiVersion":"tenancy/v1","kind":"Tenant","metadata":{"labels":{"note":"a=b","tier":"gold"},\
                "name":"acme"},"spec":{"announce":"bgp","bgpASN":4200000000,"bgpPeer":"192.0.2.1",\
                "cidrs":["10.20.0.0/16","fd00:20::/64"],"connectivity":"host-vrf","egressPool":"p4",\
                "gateways":["198.51.100.1"],"namespaces":["a","b"],"prefixLength":20,"prefixLengthV6":64,\
                "privatePool":"p1","publicIPs":4,"publicIPsV6":2,"publicPool":"p2","publicPoolV6":"p3",\
                "transitPools":["p5","p6"],"uplink":"eno1","vlan":"100"}}
                """
            ])
    }

    @Test("what is not given is not sent")
    func defaults() {
        #expect(
            tenancyctl("tenant create acme").requests == [
                """
                POST /v1/tenants
                {"apiVersion":"tenancy/v1","kind":"Tenant","metadata":{"name":"acme"},"spec":{}}
                """
            ])
        #expect(tenancyctl("tenant create acme --vlan auto").requests[0].hasSuffix(#""spec":{"vlan":"auto"}}"#))
        let wrong = tenancyctl("tenant create acme --vlan one")
        #expect(wrong.exitCode == 64 && wrong.errors.contains("expected 'auto', 'none' or a VLAN id"))
        let whole = tenancyctl("tenant create acme --uplink eno2 --vlan none --mtu 9000").requests[0]
        #expect(whole.hasSuffix(#""spec":{"mtu":9000,"uplink":"eno2","vlan":"none"}}"#))
    }

    @Test("a creation shows the tenant with its addresses and the revision")
    func create() {
        let run = tenancyctl("tenant create acme --cidr 10.20.0.0/16", answers: [.reply(201, Answers.created)])
        #expect(run.exitCode == 0 && run.errors.isEmpty)
        #expect(run.output == Self.shown + "Revision:          7\n")
    }

    @Test("a host-bits mistake comes back with both prefixes, exit 1")
    func hostBits() {
        let run = tenancyctl(
            "tenant create acme --cidr 10.20.0.1/16",
            answers: [
                .problem(
                    400, "request.invalid", "cidr: '10.20.0.1/16' has host bits set",
                    hint: "use 10.20.0.0/16 or 10.20.0.1/32")
            ])
        #expect(run.exitCode == 1 && run.output.isEmpty)
        #expect(
            run.errors
                == "error: cidr: '10.20.0.1/16' has host bits set\nhint: use 10.20.0.0/16 or 10.20.0.1/32\n")
    }

    @Test("tenants are listed one per line")
    func list() {
        let run = tenancyctl("tenant list", answers: [.reply(200, Answers.tenants)])
        #expect(run.requests == ["GET /v1/tenants"])
        #expect(
            run.output == """
                NAME  CONNECTIVITY  CIDRS                      PUBLIC  VLAN    NAMESPACES
                acme  host-vrf      10.20.0.0/16,fd00:20::/64  2       100     acme-web,acme-db
                blue  egress-ip     10.30.0.0/20               0       <none>  blue

                """)
    }

    @Test("a tenant is shown with all it holds and without lines for what it has not")
    func show() {
        let acme = tenancyctl("tenant show acme", answers: [.reply(200, Answers.tenant)])
        #expect(acme.requests == ["GET /v1/tenants/acme"])
        #expect(acme.output == Self.shown)
        let blue = tenancyctl("tenant show blue", answers: [.reply(200, Answers.bare)])
        #expect(
            blue.output == """
                Tenant:            blue
                Network:           blue
                Connectivity:      egress-ip
                CIDR:              10.30.0.0/20
                Gateway:           10.30.0.1
                Namespaces:        blue
                Egress addresses:  203.0.113.9
                CUDN:              blue-g1

                """)
    }

    @Test("the sheet has a block per network, and how to use it")
    func sheet() {
        let run = tenancyctl("tenant sheet acme", answers: [.reply(200, Answers.sheet)])
        #expect(run.requests == ["GET /v1/tenants/acme/sheet"])
        #expect(run.output.hasPrefix("Tenant:  acme\nLabels:  tier=gold\n\nNetwork:           acme\n"))
        #expect(
            run.output.hasSuffix(
                """
                provider 198.51.100.0

                * Attach virtual machines to bridge tb-acme.
                * The public addresses are reserved.

                """))
    }

    @Test("the status names what is in the way")
    func status() {
        let run = tenancyctl("tenant status acme", answers: [.reply(200, Answers.tenantStatus)])
        #expect(run.requests == ["GET /v1/tenants/acme/status"])
        #expect(
            run.output == """
                TARGET     OBJECT  STATE    REVISION  MESSAGE
                kernel     acme    failed   7         cannot make tu-acme: no interface eno1; hint: ip link show
                manifests  acme    pending  7         <none>

                """)
    }

    @Test("a deletion says what was released and until when it rests")
    func delete() {
        let run = tenancyctl("tenant delete acme", answers: [.reply(200, Answers.deleted)])
        #expect(run.requests == ["DELETE /v1/tenants/acme"])
        #expect(
            run.output == """
                tenant acme is deleted, revision 8
                ACTION   WHAT
                release  load-balancer 203.0.113.4, pool public-v4, quarantined until 2026-11-21T20:00:00Z
                delete   tenant acme

                """)
    }
}
