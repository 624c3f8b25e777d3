// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// What the daemon says, as it stands on the wire.
enum Answers {
    static let network = """
        {"announce":"bgp","bgp":{"asn":64512,"peer":"192.0.2.1"},"cidrs":["10.20.0.0/16","fd00:20::/64"],\
        "connectivity":"host-vrf","egressAddresses":[],"gateways":["10.20.0.1","fd00:20::1"],\
        "links":[{"address":"198.51.100.1","gateway":"198.51.100.0","subnet":"198.51.100.0/31"}],"name":"acme",\
        "namespaces":["acme-web","acme-db"],"parent":"eno1","publicAddresses":["203.0.113.4","203.0.113.5"],\
        "table":256,"uplink":"tu-acme","vlan":100,"vrf":"tv-acme"}
        """
    static let tenant = """
        {"apiVersion":"tenancy/v1","kind":"Tenant","metadata":{"created":"2026-11-20T20:00:00.000123Z",\
        "labels":{"tier":"gold","contract":"4711"},"name":"acme"},"status":{"networks":[\(network)]}}
        """
    static let bare = """
        {"apiVersion":"tenancy/v1","kind":"Tenant","metadata":{"name":"blue"},"status":{"networks":[{"announce":"l2",\
        "cidrs":["10.30.0.0/20"],"connectivity":"egress-ip","cudn":"blue-g1","egressAddresses":["203.0.113.9"],\
        "gateways":["10.30.0.1"],"links":[],"name":"blue","namespaces":["blue"],"publicAddresses":[]}]}}
        """
    static let tenants = #"{"apiVersion":"tenancy/v1","items":[\#(tenant),\#(bare)],"kind":"TenantList"}"#
    static let pool = """
        {"apiVersion":"tenancy/v1","kind":"Pool","metadata":{"name":"public-v4"},"spec":{"cidr":"203.0.113.0/24",\
        "defaultLength":32,"kind":"public","policy":"best","quarantineSeconds":86400},"status":{"allocated":2,\
        "excluded":1,"free":250,"largestFree":"/25","nextRelease":"2026-11-21T20:00:00.000123Z","quarantined":3,"total":256}}
        """
    static let numbers = """
        {"kind":"Pool","metadata":{"name":"vlans"},"spec":{"kind":"vlan","policy":"best","quarantineSeconds":5400,\
        "range":"100-499"},"status":{"allocated":0,"excluded":0,"free":9223372036854775807,"quarantined":0,\
        "total":9223372036854775807}}
        """
    static let pools = #"{"apiVersion":"tenancy/v1","items":[\#(pool),\#(numbers)],"kind":"PoolList"}"#

    static func change(revision: Int, dryRun: Bool = false, steps: String = "", object: String = "") -> String {
        #"{"apiVersion":"tenancy/v1","dryRun":\#(dryRun),"kind":"Change"\#(object),"revision":\#(revision),"#
            + #""steps":[\#(steps)]}"#
    }

    static let created = change(
        revision: 7,
        steps: """
            {"detail":"host-vrf","object":"tenant acme","verb":"create"},\
            {"detail":"pool tenants","object":"cidr 10.20.0.0/16","verb":"allocate"}
            """, object: #","tenant":\#(tenant)"#)
    static let planned = created.replacing(#""dryRun":false"#, with: #""dryRun":true"#)
    static let deleted = change(
        revision: 8,
        steps: """
            {"detail":"pool public-v4, quarantined until 2026-11-21T20:00:00.000123Z","object":"load-balancer 203.0.113.4",\
            "verb":"release"},{"detail":"","object":"tenant acme","verb":"delete"}
            """, object: #","tenant":\#(tenant)"#)
    static let arrived = #"{"apiVersion":"tenancy/v1","items":[],"kind":"Revision","revision":7}"#

    static let sheet = """
        {"apiVersion":"tenancy/v1","kind":"TenantSheet","labels":{"tier":"gold"},"networks":[\(network)],\
        "notes":{"acme":["Attach virtual machines to bridge tb-acme.","The public addresses are reserved."]},\
        "tenant":"acme"}
        """
    static let pending = """
        {"object":"acme","revision":7,"state":"pending","target":"manifests"}
        """
    static let failed = """
        {"error":"cannot make tu-acme: no interface eno1","hint":"ip link show","object":"acme","revision":7,\
        "state":"failed","target":"kernel"}
        """
    static let tenantStatus = """
        {"apiVersion":"tenancy/v1","executors":[],"items":[\(failed),\(pending)],"kind":"TenantStatus","revision":7,\
        "tenant":"acme","tenants":1,"version":"0.1.0"}
        """
    static let status = """
        {"apiVersion":"tenancy/v1","executors":[{"at":"2026-11-20T20:00:01.000123Z","lastChanges":["ip link add tv-acme"],\
        "revision":7,"target":"kernel","writes":12},{"at":"2026-11-20T20:00:02.000123Z",\
        "commit":"0123456789abcdef0123456789abcdef01234567","error":"cannot push to origin: refused",\
        "hint":"git -C /var/lib/tenancy/git push","lastChanges":[],"revision":6,"target":"manifests","writes":3}],\
        "items":[\(pending)],"kind":"Status","revision":7,"tenants":2,"version":"0.1.0"}
        """
    static let idle = """
        {"apiVersion":"tenancy/v1","executors":[{"lastChanges":[],"target":"kernel","writes":0}],"items":[],\
        "kind":"Status","revision":0,"tenants":0,"version":"0.1.0"}
        """
    static let allocations = """
        {"apiVersion":"tenancy/v1","items":[{"network":"acme","pool":"public-v4","role":"load-balancer",\
        "scope":"public","since":"2026-11-20T20:00:00.000123Z","tenant":"acme","value":"203.0.113.4"},\
        {"network":"acme","role":"cidr","scope":"vrf:acme","since":"2026-11-20T20:00:00.000123Z","tenant":"acme",\
        "value":"10.20.0.0/16"}],"kind":"AllocationList"}
        """
    static let address = """
        {"address":"203.0.113.4","apiVersion":"tenancy/v1","history":[{"network":"acme","openedBy":7,\
        "role":"load-balancer","scope":"public","since":"2026-11-20T20:00:00.000123Z","tenant":"acme",\
        "value":"203.0.113.4"},{"closedBy":5,"network":"old","openedBy":2,"role":"egress","scope":"public",\
        "since":"2026-10-01T00:00:00.000123Z","tenant":"old","until":"2026-10-02T00:00:00.000123Z","value":"203.0.113.4"}],\
        "holders":[{"network":"acme","pool":"public-v4","role":"load-balancer","scope":"public",\
        "since":"2026-11-20T20:00:00.000123Z","tenant":"acme","value":"203.0.113.4"}],"kind":"Address","pool":"public-v4",\
        "state":"allocated"}
        """
    static let resting = """
        {"address":"203.0.113.7","history":[],"holders":[],"kind":"Address","apiVersion":"tenancy/v1",\
        "pool":"public-v4","previousTenant":"old","state":"quarantined","until":"2026-11-21T20:00:00.000123Z"}
        """
    static let journal = """
        {"apiVersion":"tenancy/v1","items":[{"actor":"root","at":"2026-11-20T20:00:00.000123Z","hash":"ab",\
        "object":"acme","reason":"new customer","revision":7,"steps":[],"verb":"tenant.create","via":"socket"},\
        {"actor":"uid:1000","at":"2026-11-20T19:00:00.000123Z","hash":"cd","object":"public-v4","reason":"","revision":6,\
        "steps":[],"verb":"pool.create","via":"socket"}],"kind":"JournalList"}
        """
    static let version = #"{"apiVersion":"tenancy/v1","kind":"Version","version":"0.1.7"}"#
}
