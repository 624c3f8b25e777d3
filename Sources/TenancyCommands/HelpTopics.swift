// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import CommandLineKit

/// Pages of help that belong to no command.
enum HelpTopics {
    static let all = [
        HelpTopic(
            "exit-codes", "How the command ends",
            text: """
                Exit codes of tenancyctl

                  0   done
                  1   refused or failed; nothing was changed unless the error says so
                  2   'diff' has found a difference
                  3   the plan has moved on since the revision that was named
                  4   waiting timed out; the change is stored and may still arrive
                  64  the command line was not understood
                  69  the daemon cannot be reached
                  77  the caller is not allowed to do this

                An error is two lines on standard error: 'error: what is wrong', and where there
                is a way out 'hint: what to do'. With -o json it is the problem object of the
                daemon (RFC 9457), whose 'code' is stable.

                """),
        HelpTopic(
            "formats", "What -o prints",
            text: """
                Output formats of tenancyctl

                  -o table  for people and for awk: one line per object under one-word headers,
                            no white space inside a column but the last, <none> for what is
                            empty; --no-headers leaves the first line out
                  -o json   the API's object with 'apiVersion' and 'kind', keys sorted; a list
                            has its objects in 'items'
                  -o yaml   the same as YAML
                  -o name   kind/name, one per line, for xargs and loops
                  -o sarif  of 'manifests lint' only: the findings as SARIF 2.1.0
                  -o markdown  of 'tenant sheet' only: for a ticket or a wiki

                Results go to standard output, everything else to standard error. Within one
                major version fields are added to json and yaml, never renamed or removed.

                """),
        HelpTopic(
            "import-formats", "What 'import' makes of each file",
            text: """
                Files that tenancyctl import reads

                  json             what 'export' writes; only into an empty plan, as a whole
                  csv-pools        name,kind,parent,range,exclude,default_length,min_length,
                                   max_length,policy,quarantine_seconds,tenant,reason; each row
                                   as 'pool create', parents before their children; a row of
                                   kind 'exclusion' excludes its range from the pool of its
                                   name, for all but the tenant, for the reason
                  csv-allocations  value,role,tenant,network,scope,pool,since,labels,
                                   draining_until; the tenant is there already, and gets single
                                   addresses and VNIs; what it holds already is left as it is,
                                   and refused when it differs; scope and since are not read
                  netbox           NetBox' CSV export of prefixes or of IP addresses
                  phpipam          phpIPAM's export of subnets or of addresses, saved as CSV

                From NetBox (columns Prefix or IP Address, Status, VRF, Tenant, Role, Is Pool,
                Description; others are not read)
                  a container or pool prefix in no pool    becomes a pool 'net-10-0-0-0-8'
                  one inside a pool                        changes nothing by itself
                  any other prefix, and any address        is excluded from the pool around it

                From phpIPAM (columns Subnet or IP Address, VRF, Customer, Owner, Role,
                Description)
                  a subnet in no pool                      becomes a pool
                  a subnet around others, inside a pool    changes nothing by itself
                  any other subnet, and any address        is excluded from the pool around it
                  a folder                                 changes nothing

                What a row with a tenant or a customer means
                  a public address, the tenant is here     becomes its allocation: of the
                                                           Role if it is one of ours,
                                                           load-balancer for VIP and
                                                           Anycast, else reserved
                  what lies in a network of the tenant     changes nothing
                  anything else                            is excluded for all but that
                                                           tenant: 'tenant create',
                                                           'network create' and 'address
                                                           allocate' can take it

                The tenant is the name in lower case with '-' for what is neither letter nor
                digit, or what --tenant NAME=TENANT says. A VRF is the network of its name,
                which a tenant with several networks needs to be given an address.

                Private ranges (RFC 1918, RFC 6598, RFC 4193) give private pools, others
                public ones. Refused are rows of other VRFs, rows outside of every pool, rows
                that are twice in the file, and what overlaps another tenant's. Import the
                prefixes before the addresses. Quotes, line ends and a byte order mark are
                those of any spreadsheet; ';' and tabs are taken where the headers have no
                comma.

                """),
        HelpTopic(
            "environment", "Variables that are read",
            text: """
                Environment of tenancyctl

                  TENANCY_SOCKET  the daemon's socket, as --socket
                  TENANCY_OUTPUT  how results are printed, as --output
                  NO_COLOR        when set and not empty, nothing is coloured

                An option on the command line wins over its variable.

                """),
    ]
}
