// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import Testing

@Suite("What is live, on the command line")
struct LiveTests {
    private static func status(_ state: String, mark: String, live: Bool, next: String? = nil) -> String {
        let next = next.map { #","next":"\#($0)""# } ?? ""
        let broken = state == "failed" || state == "waiting" ? #""broken":"healthy","# : ""
        return """
            {"apiVersion":"tenancy/v1","kind":"TenantStatus","tenant":"acme","version":"0","revision":6,"tenants":1,\
            "executors":[],"items":[{"target":"kernel","object":"acme","state":"done","revision":6}],"chain":{\(broken)\
            "live":\(live),"mark":"\(mark)","links":[{"stage":"published","state":"done","message":"commit c1"},\
            {"stage":"healthy","state":"\(state)","object":"RouteAdvertisements acme-g1","message":"not Accepted"\(next)}]}}
            """
    }

    @Test("the chain is a table, with the first broken link and what to do")
    func chain() {
        let run = tenancyctl(
            "tenant status acme",
            answers: [.reply(200, Self.status("failed", mark: "1", live: false, next: "kubectl describe x"))])
        #expect(
            run.output == """
                STAGE      STATE   OBJECT                       MESSAGE
                published  done    <none>                       commit c1
                healthy    failed  RouteAdvertisements_acme-g1  not Accepted

                first broken link: healthy: RouteAdvertisements acme-g1: not Accepted
                next: kubectl describe x

                """)
    }

    @Test("waiting follows the chain by its mark, and shows a terminal each new state")
    func follows() {
        let answers = [Self.status("waiting", mark: "1", live: false), Self.status("done", mark: "2", live: true)]
        let run = tenancyctl(
            "tenant status acme --wait", answers: (answers + [answers[1]]).map { .reply(200, $0) }, isTerminal: true)
        #expect(run.exitCode == 0)
        #expect(run.requests[0] == "GET /v1/tenants/acme/status")
        #expect(run.requests[1].hasPrefix("GET /v1/tenants/acme/status?beyond=1&timeout="))
        #expect(run.errors.contains("published done, healthy waiting: not Accepted"))
        #expect(run.errors.contains("published done, healthy done"))
    }

    @Test("what is not live in time ends with 4 and names the link")
    func timesOut() {
        let status = Self.status("failed", mark: "1", live: false, next: "kubectl describe x")
        let run = tenancyctl(
            "tenant status acme --wait --timeout 1s", answers: [.reply(200, status), .reply(200, status)])
        #expect(run.exitCode == 4)
        #expect(
            run.errors == """
                error: tenant acme is not live yet: healthy: RouteAdvertisements acme-g1: not Accepted
                hint: kubectl describe x

                """)
    }

    @Test("what nobody can confirm is not waited for")
    func unconfirmed() {
        let run = tenancyctl(
            "tenant status acme --wait",
            answers: [.reply(200, Self.status("unknown", mark: "1", live: false, next: "set cluster.kubeconfig"))])
        #expect(run.exitCode == 1)
        #expect(run.errors == "error: not Accepted\nhint: set cluster.kubeconfig\n")
    }

    @Test("blockers are a table, and exit 1")
    func blockers() {
        let some = """
            {"apiVersion":"tenancy/v1","kind":"Blockers","tenant":"acme","unseen":["kernel"],"items":[{"kind":"Pod",\
            "object":"acme-web/db-0","why":"running","show":"kubectl get","remove":"kubectl delete statefulset db"}]}
            """
        let run = tenancyctl("tenant blockers acme", answers: [.reply(200, some)])
        #expect(run.requests == ["GET /v1/tenants/acme/blockers"])
        #expect(run.exitCode == 1)
        #expect(
            run.output == """
                KIND  OBJECT         WHY      REMOVE
                Pod   acme-web/db-0  running  kubectl delete statefulset db
                not looked at, because none is configured: kernel

                """)
        #expect(run.errors.contains("1 thing is in the way of deleting tenant acme"))
        let none = tenancyctl(
            "tenant blockers acme",
            answers: [
                .reply(200, #"{"apiVersion":"tenancy/v1","kind":"Blockers","tenant":"acme","unseen":[],"items":[]}"#)
            ])
        #expect(none.exitCode == 0 && none.output == "nothing is in the way\n")
    }

    @Test("a deletion when free, or by force, says so in its request")
    func deletes() {
        #expect(tenancyctl("tenant delete acme --when-free").requests == ["DELETE /v1/tenants/acme?whenFree=true"])
        #expect(tenancyctl("tenant delete acme --force").requests == ["DELETE /v1/tenants/acme?force=true"])
        #expect(tenancyctl("tenant delete acme --force --when-free").exitCode == 64)
        #expect(tenancyctl("pool delete p --wait=live").exitCode == 64)
    }

    @Test("the sheet as markdown has how to claim addresses, and nothing that is taken for markup")
    func markdown() {
        let sheet = """
            {"apiVersion":"tenancy/v1","kind":"TenantSheet","tenant":"acme","labels":{},"networks":[{"name":"acme",\
            "connectivity":"vrf-lite","cidrs":["10.1.0.0/16"],"gateways":["10.1.0.1"],"namespaces":["acme-web"],\
            "publicAddresses":["203.0.113.4"],"egressAddresses":[],"links":[],"announce":"bgp",\
            "bgp":{"asn":64513,"peer":"198.51.100.0"}}],"notes":{"acme":["a_note"]},"sessions":{"acme":"Established"},\
            "claims":{"acme":[{"title":"A load balancer:","manifest":"kind: Service"}]}}
            """
        let run = tenancyctl("tenant sheet acme -o markdown", answers: [.reply(200, sheet)])
        #expect(
            run.output == """
                # Network of acme

                ## acme

                | | |
                |---|---|
                | Connectivity | vrf-lite |
                | CIDR | 10.1.0.0/16 |
                | Gateway | 10.1.0.1 |
                | Namespaces | acme-web |
                | Public addresses | 203.0.113.4 |
                | BGP | peer 198.51.100.0 AS 64513, Established |

                - a\\_note

                A load balancer:

                ```yaml
                kind: Service
                ```

                """)
        #expect(tenancyctl("tenant list -o markdown").exitCode == 64)
    }
}
