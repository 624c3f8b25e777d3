// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

extension Migration {
    /// Version 1: the address plan, its journal and its outbox.
    ///
    /// Addresses and numbers are 16-byte big-endian BLOBs, so that byte order is value order; times are microseconds since 1970 UTC. Names are the keys:
    /// they never change, and history keeps them when the object is gone. Triggers only raise: a changeset that is applied must not do its work twice. JSON
    /// has no CHECK: SQLite 3.40 does not let an untrusted schema call `json_valid`. CHECKs of tables that every change writes have no `IN` of more than two
    /// values: SQLite makes a temporary table of them for each row, with 80 KiB of cache.
    static let plan = Migration(
        version: 1,
        script: """
            PRAGMA application_id = 0x54454E59;

            CREATE TABLE pool(
                id INTEGER PRIMARY KEY,
                name TEXT NOT NULL UNIQUE,
                kind TEXT NOT NULL CHECK(kind IN ('private', 'public', 'transit', 'vlan', 'table', 'vni')),
                parent INTEGER REFERENCES pool,
                first BLOB NOT NULL CHECK(length(first) = 16),
                last BLOB NOT NULL CHECK(length(last) = 16),
                default_bits INTEGER NOT NULL CHECK(default_bits BETWEEN 0 AND 128),
                min_bits INTEGER CHECK(min_bits BETWEEN 0 AND default_bits),
                max_bits INTEGER CHECK(max_bits BETWEEN default_bits AND 128),
                policy TEXT NOT NULL CHECK(policy IN ('best', 'first', 'sparse')),
                quarantine INTEGER NOT NULL CHECK(quarantine >= 0),
                CHECK(first <= last)
            ) STRICT;
            CREATE INDEX pool_parent ON pool(parent);

            -- What a pool holds, by state: derived from extent, proved against it by the check, and not recorded in changesets.
            CREATE TABLE pool_usage(
                pool INTEGER PRIMARY KEY REFERENCES pool,
                free BLOB NOT NULL CHECK(length(free) = 16),
                allocated BLOB NOT NULL CHECK(length(allocated) = 16),
                reserved BLOB NOT NULL CHECK(length(reserved) = 16),
                quarantined BLOB NOT NULL CHECK(length(quarantined) = 16),
                held BLOB NOT NULL CHECK(length(held) = 16)
            ) STRICT;

            -- The tiles of the pools. The whole run is the key, so that a changeset always tells where a tile ends.
            -- state: 0 free, 1 allocated, 2 reserved, 3 quarantined, 4 draining, 5 held for a tenant,
            -- 6 delegated to a child pool. claimant: the only tenant that may take it.
            -- fit: the logarithm of the largest aligned block inside, which is the key of the free space.
            -- That they do not overlap and lie in their pool has no trigger, which costs as much as the insert: tiles only come in the place of others that
            -- cover the same range, and the check proves the whole.
            CREATE TABLE extent(
                pool INTEGER NOT NULL REFERENCES pool,
                first BLOB NOT NULL CHECK(length(first) = 16),
                last BLOB NOT NULL CHECK(length(last) = 16),
                state INTEGER NOT NULL CHECK(state BETWEEN 0 AND 6),
                fit INTEGER CHECK(fit BETWEEN 0 AND 128),
                until INTEGER,
                claimant TEXT,
                reason TEXT,
                PRIMARY KEY(pool, first, last),
                CHECK(first <= last),
                CHECK((state = 0) = (fit IS NOT NULL)),
                CHECK((state BETWEEN 3 AND 5) = (until IS NOT NULL)),
                CHECK(claimant IS NOT NULL OR state <> 3 AND state <> 5),
                CHECK(claimant IS NULL OR state = 2 OR state = 3 OR state = 5),
                CHECK(reason IS NULL OR state = 2 OR state = 5)
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX extent_free ON extent(pool, fit, first) WHERE state = 0;
            CREATE INDEX extent_timer ON extent(until) WHERE until IS NOT NULL;
            CREATE INDEX extent_rest ON extent(pool, until) WHERE until IS NOT NULL;
            CREATE TRIGGER extent_no_move BEFORE UPDATE OF pool, first, last ON extent BEGIN
                SELECT RAISE(ABORT, 'an extent cannot move');
            END;

            CREATE TABLE tenant(
                name TEXT PRIMARY KEY CHECK(name GLOB '[a-z]*'),
                labels TEXT NOT NULL,
                created INTEGER NOT NULL,
                draining INTEGER,
                departure TEXT CHECK(departure IN ('draining', 'withdrawing', 'removing')),
                CHECK(departure IS NULL OR draining IS NOT NULL)
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX tenant_draining ON tenant(draining) WHERE draining IS NOT NULL;

            -- What a tenant uses of a resource, and may use. The CHECK is the enforcement: what is over it cannot be committed.
            CREATE TABLE quota(
                tenant TEXT NOT NULL REFERENCES tenant,
                resource TEXT NOT NULL
                    CHECK(
                        resource = 'public-ipv4' OR resource = 'public-ipv6' OR resource = 'cidr-ipv4'
                        OR resource = 'cidr-ipv6'),
                limited_to INTEGER,
                used INTEGER NOT NULL CHECK(used >= 0),
                PRIMARY KEY(tenant, resource),
                CONSTRAINT quota_limit CHECK(limited_to IS NULL OR used <= limited_to)
            ) STRICT, WITHOUT ROWID;

            -- shared_peer: the BGP peer of a network without a VRF, which shares the node's own speaker.
            CREATE TABLE network(
                key TEXT PRIMARY KEY CHECK(key GLOB '[a-z]*'),
                tenant TEXT NOT NULL REFERENCES tenant,
                spec TEXT NOT NULL,
                shared_peer BLOB CHECK(length(shared_peer) = 16)
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX network_tenant ON network(tenant);
            CREATE INDEX network_shared_peer ON network(shared_peer) WHERE shared_peer IS NOT NULL;

            CREATE TABLE network_namespace(
                name TEXT PRIMARY KEY,
                network TEXT NOT NULL REFERENCES network
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX network_namespace_network ON network_namespace(network);

            -- The last generation of a network's key. It survives the network: a name that was used never returns.
            CREATE TABLE network_generation(
                key TEXT PRIMARY KEY,
                generation INTEGER NOT NULL CHECK(generation >= 1)
            ) STRICT, WITHOUT ROWID;

            -- A way between the VRFs of two networks: what the target reaches of the source. connection: how the cluster joins them instead.
            CREATE TABLE leak(
                name TEXT PRIMARY KEY CHECK(name GLOB '[a-z]*'),
                source TEXT NOT NULL REFERENCES network,
                target TEXT NOT NULL REFERENCES network,
                labels TEXT NOT NULL,
                created INTEGER NOT NULL,
                connection TEXT,
                CHECK(source <> target)
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX leak_source ON leak(source);
            CREATE INDEX leak_target ON leak(target);

            -- What a leak shows: a part of a CIDR of its source, or, for the return, of its target.
            CREATE TABLE leak_prefix(
                leak TEXT NOT NULL REFERENCES leak,
                first BLOB NOT NULL CHECK(length(first) = 16),
                last BLOB NOT NULL CHECK(length(last) = 16),
                is_return INTEGER NOT NULL CHECK(is_return IN (0, 1)),
                PRIMARY KEY(leak, first, last),
                CHECK(first <= last)
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX leak_prefix_value ON leak_prefix(first, last);

            -- Who holds what. scope is the overlap domain; that its allocations do not overlap is looked up before each insert, and proved by the check.
            -- Deferred: a tile is taken out and put back within a transaction.
            CREATE TABLE allocation(
                scope TEXT NOT NULL
                    CHECK(
                        scope = 'shared' OR scope GLOB 'vrf:[a-z]*' OR scope = 'vlan' OR scope = 'table' OR scope = 'vni'),
                first BLOB NOT NULL CHECK(length(first) = 16),
                last BLOB NOT NULL CHECK(length(last) = 16),
                pool INTEGER,
                network TEXT NOT NULL REFERENCES network,
                role TEXT NOT NULL
                    CHECK(
                        role = 'floating' OR role = 'load-balancer' OR role = 'reserved' OR role = 'egress'
                        OR role = 'cidr' OR role = 'transit' OR role = 'vlan' OR role = 'table' OR role = 'vni'),
                since INTEGER NOT NULL,
                labels TEXT,
                draining INTEGER,
                PRIMARY KEY(scope, first),
                UNIQUE(pool, first),
                FOREIGN KEY(pool, first, last) REFERENCES extent(pool, first, last) DEFERRABLE INITIALLY DEFERRED,
                CHECK(first <= last)
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX allocation_network ON allocation(network, role, first);
            -- Elsewhere the scope is known, and leads the key.
            CREATE INDEX allocation_value ON allocation(first, last) WHERE scope GLOB 'vrf:*';
            CREATE TRIGGER allocation_no_move BEFORE UPDATE OF scope, first, last, pool ON allocation BEGIN
                SELECT RAISE(ABORT, 'an allocation cannot move');
            END;

            -- An allocation with the names of its pool and its tenant.
            CREATE VIEW holding AS
                SELECT a.scope AS scope, p.name AS pool, a.first AS first, a.last AS last, n.tenant AS tenant,
                    a.network AS network, a.role AS role, a.since AS since,
                    a.labels AS labels, a.draining AS draining, a.pool AS pool_id
                FROM allocation a JOIN network n ON n.key = a.network LEFT JOIN pool p ON p.id = a.pool;

            -- Who held what from when to when, by journal sequence and by time. An open one belongs to one allocation.
            -- The block leads the key: who held an address is asked block size by block size, whatever the scope.
            CREATE TABLE tenure(
                first BLOB NOT NULL CHECK(length(first) = 16),
                last BLOB NOT NULL CHECK(length(last) = 16),
                scope TEXT NOT NULL,
                opened_by INTEGER NOT NULL,
                closed_by INTEGER,
                since INTEGER NOT NULL,
                until INTEGER,
                tenant TEXT NOT NULL,
                network TEXT NOT NULL,
                role TEXT NOT NULL,
                PRIMARY KEY(first, last, scope, opened_by),
                CHECK(first <= last),
                CHECK((until IS NULL) = (closed_by IS NULL)),
                CHECK(until IS NULL OR until >= since),
                CHECK(closed_by IS NULL OR closed_by > opened_by)
            ) STRICT, WITHOUT ROWID;

            -- One row per committed transaction; sha covers the row and the sha before it. undoes: the transaction that this one took back.
            -- asked: what the executors have to bring about, as 'kernel/acme manifests/acme'.
            CREATE TABLE journal(
                seq INTEGER PRIMARY KEY CHECK(seq >= 1),
                at INTEGER NOT NULL,
                actor TEXT NOT NULL,
                via TEXT NOT NULL,
                verb TEXT NOT NULL,
                object TEXT NOT NULL,
                reason TEXT NOT NULL,
                request TEXT NOT NULL,
                undoes INTEGER CHECK(undoes < seq),
                asked TEXT NOT NULL,
                detail TEXT NOT NULL,
                changeset BLOB NOT NULL,
                previous_sha BLOB NOT NULL CHECK(length(previous_sha) = 32),
                sha BLOB NOT NULL CHECK(length(sha) = 32)
            ) STRICT;
            CREATE INDEX journal_undoes ON journal(undoes) WHERE undoes IS NOT NULL;
            CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal BEGIN
                SELECT RAISE(ABORT, 'the journal is append-only');
            END;
            CREATE TRIGGER journal_no_delete BEFORE DELETE ON journal BEGIN
                SELECT RAISE(ABORT, 'the journal is append-only');
            END;

            -- The transactions that concern a tenant.
            CREATE TABLE tenant_journal(
                tenant TEXT NOT NULL,
                seq INTEGER NOT NULL,
                PRIMARY KEY(tenant, seq)
            ) STRICT, WITHOUT ROWID;

            -- What the executors have to bring about: the object as it stands at a revision, which is a journal sequence.
            -- detail: what identifies the last effect, such as the commit. proposed: where the object waits for people.
            CREATE TABLE outbox(
                target TEXT NOT NULL CHECK(target IN ('kernel', 'manifests')),
                object TEXT NOT NULL,
                revision INTEGER NOT NULL,
                applied INTEGER NOT NULL DEFAULT 0,
                error TEXT,
                hint TEXT,
                proposed TEXT,
                detail TEXT,
                PRIMARY KEY(target, object),
                CHECK(applied BETWEEN 0 AND revision)
            ) STRICT, WITHOUT ROWID;

            -- The answers to requests with an idempotency key, until they expire.
            CREATE TABLE request(
                actor TEXT NOT NULL,
                key TEXT NOT NULL,
                body_sha BLOB NOT NULL CHECK(length(body_sha) = 32),
                answer TEXT NOT NULL,
                revision INTEGER NOT NULL,
                expires INTEGER NOT NULL,
                PRIMARY KEY(actor, key)
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX request_expires ON request(expires);

            -- When an executor carried the plan at revision applied out for an object, and with which effect, such as the commit. It is the answer to all that
            -- was asked for up to there and had none. The outbox has the present, this has the past.
            CREATE TABLE acknowledgement(
                target TEXT NOT NULL CHECK(target IN ('kernel', 'manifests')),
                object TEXT NOT NULL,
                applied INTEGER NOT NULL,
                at INTEGER NOT NULL,
                detail TEXT NOT NULL,
                PRIMARY KEY(target, object, applied)
            ) STRICT, WITHOUT ROWID;
            CREATE TRIGGER acknowledgement_no_update BEFORE UPDATE ON acknowledgement BEGIN
                SELECT RAISE(ABORT, 'what was acknowledged stays');
            END;

            PRAGMA user_version = 1;
            """)
}
