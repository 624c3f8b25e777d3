// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

extension Migration {
    /// Version 2: leaks, departures and proposals; rows that cost less to write.
    ///
    /// CHECKs of tables that every change writes have no `IN` of more than two values: SQLite makes a temporary table of them for each row, with 80 KiB of cache.
    /// A CHECK cannot be changed in place, so these tables are made anew with what they held.
    static let networks = Migration(
        version: 2,
        script: """
            -- It names a table that is made anew.
            DROP VIEW holding;

            -- The tiles of the pools. The whole run is the key, so that a changeset always tells where a tile ends.
            -- That they do not overlap and lie in their pool has no trigger, which costs as much as the insert: tiles only come in the place of others that
            -- cover the same range, and the check proves the whole.
            CREATE TABLE new_extent(
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
            INSERT INTO new_extent SELECT pool, first, last, state, fit, until, claimant, reason FROM extent;
            DROP TABLE extent;
            ALTER TABLE new_extent RENAME TO extent;
            CREATE INDEX extent_free ON extent(pool, fit, first) WHERE state = 0;
            CREATE INDEX extent_timer ON extent(until) WHERE until IS NOT NULL;
            CREATE INDEX extent_rest ON extent(pool, until) WHERE until IS NOT NULL;
            CREATE TRIGGER extent_no_move BEFORE UPDATE OF pool, first, last ON extent BEGIN
                SELECT RAISE(ABORT, 'an extent cannot move');
            END;

            -- How far a tenant is on its way out that goes when nothing is in the way.
            ALTER TABLE tenant ADD COLUMN departure TEXT
                CHECK(
                    departure IS NULL
                    OR departure IN ('draining', 'withdrawing', 'removing') AND draining IS NOT NULL);

            CREATE TABLE new_quota(
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
            INSERT INTO new_quota SELECT tenant, resource, limited_to, used FROM quota;
            DROP TABLE quota;
            ALTER TABLE new_quota RENAME TO quota;

            -- The interface that is a network's uplink without a VLAN, which nobody else may have.
            ALTER TABLE network ADD COLUMN own_interface TEXT;
            CREATE UNIQUE INDEX network_own_interface ON network(own_interface) WHERE own_interface IS NOT NULL;

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
            CREATE TABLE new_allocation(
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
            INSERT INTO new_allocation
                SELECT scope, first, last, pool, network, role, since, labels, draining FROM allocation;
            DROP TABLE allocation;
            ALTER TABLE new_allocation RENAME TO allocation;
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

            -- An open tenure is found by its allocation, which has the key; the check counts both.
            DROP INDEX tenure_open;

            -- asked: what the executors have to bring about, as 'kernel/acme manifests/acme'.
            -- form: what the hash covers. Rows of version 1 are of form 1: without what they asked, which stood in a table of its own.
            DROP TRIGGER journal_no_update;
            ALTER TABLE journal ADD COLUMN asked TEXT NOT NULL DEFAULT '';
            ALTER TABLE journal ADD COLUMN form INTEGER NOT NULL DEFAULT 2 CHECK(form IN (1, 2));
            UPDATE journal SET form = 1, asked = coalesce(
                (
                    SELECT group_concat(target || '/' || object, ' ')
                    FROM (SELECT target, object FROM delivery WHERE revision = seq ORDER BY target, object)),
                '');
            CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal BEGIN
                SELECT RAISE(ABORT, 'the journal is append-only');
            END;

            -- The transactions that concern a tenant.
            CREATE TABLE tenant_journal(
                tenant TEXT NOT NULL,
                seq INTEGER NOT NULL,
                PRIMARY KEY(tenant, seq)
            ) STRICT, WITHOUT ROWID;
            INSERT INTO tenant_journal SELECT object, revision FROM delivery WHERE target = 'manifests';

            -- Where an object of the outbox waits for people.
            ALTER TABLE outbox ADD COLUMN proposed TEXT;

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
            INSERT INTO acknowledgement
                SELECT target, object, applied, min(at), detail FROM delivery WHERE at IS NOT NULL
                GROUP BY target, object, applied;
            CREATE TRIGGER acknowledgement_no_update BEFORE UPDATE ON acknowledgement BEGIN
                SELECT RAISE(ABORT, 'what was acknowledged stays');
            END;
            DROP TABLE delivery;

            PRAGMA user_version = 2;
            """)
}
