CREATE INDEX allocation_network ON allocation(network, role, first);

CREATE INDEX allocation_value ON allocation(first, last) WHERE scope GLOB 'vrf:*';

CREATE INDEX extent_free ON extent(pool, fit, first) WHERE state = 0;

CREATE INDEX extent_rest ON extent(pool, until) WHERE until IS NOT NULL;

CREATE INDEX extent_timer ON extent(until) WHERE until IS NOT NULL;

CREATE INDEX journal_undoes ON journal(undoes) WHERE undoes IS NOT NULL;

CREATE INDEX leak_prefix_value ON leak_prefix(first, last);

CREATE INDEX leak_source ON leak(source);

CREATE INDEX leak_target ON leak(target);

CREATE INDEX network_namespace_network ON network_namespace(network);

CREATE UNIQUE INDEX network_own_interface ON network(own_interface) WHERE own_interface IS NOT NULL;

CREATE INDEX network_shared_peer ON network(shared_peer) WHERE shared_peer IS NOT NULL;

CREATE INDEX network_tenant ON network(tenant);

CREATE INDEX pool_parent ON pool(parent);

CREATE INDEX request_expires ON request(expires);

CREATE INDEX tenant_draining ON tenant(draining) WHERE draining IS NOT NULL;

CREATE TABLE acknowledgement(
    target TEXT NOT NULL CHECK(target IN ('kernel', 'manifests')),
    object TEXT NOT NULL,
    applied INTEGER NOT NULL,
    at INTEGER NOT NULL,
    detail TEXT NOT NULL,
    PRIMARY KEY(target, object, applied)
) STRICT, WITHOUT ROWID;

CREATE TABLE "allocation"(
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

CREATE TABLE "extent"(
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
    detail TEXT NOT NULL,
    changeset BLOB NOT NULL,
    previous_sha BLOB NOT NULL CHECK(length(previous_sha) = 32),
    sha BLOB NOT NULL CHECK(length(sha) = 32)
, asked TEXT NOT NULL DEFAULT '', form INTEGER NOT NULL DEFAULT 2 CHECK(form IN (1, 2))) STRICT;

CREATE TABLE leak(
    name TEXT PRIMARY KEY CHECK(name GLOB '[a-z]*'),
    source TEXT NOT NULL REFERENCES network,
    target TEXT NOT NULL REFERENCES network,
    labels TEXT NOT NULL,
    created INTEGER NOT NULL,
    connection TEXT,
    CHECK(source <> target)
) STRICT, WITHOUT ROWID;

CREATE TABLE leak_prefix(
    leak TEXT NOT NULL REFERENCES leak,
    first BLOB NOT NULL CHECK(length(first) = 16),
    last BLOB NOT NULL CHECK(length(last) = 16),
    is_return INTEGER NOT NULL CHECK(is_return IN (0, 1)),
    PRIMARY KEY(leak, first, last),
    CHECK(first <= last)
) STRICT, WITHOUT ROWID;

CREATE TABLE network(
    key TEXT PRIMARY KEY CHECK(key GLOB '[a-z]*'),
    tenant TEXT NOT NULL REFERENCES tenant,
    spec TEXT NOT NULL,
    shared_peer BLOB CHECK(length(shared_peer) = 16)
, own_interface TEXT) STRICT, WITHOUT ROWID;

CREATE TABLE network_generation(
    key TEXT PRIMARY KEY,
    generation INTEGER NOT NULL CHECK(generation >= 1)
) STRICT, WITHOUT ROWID;

CREATE TABLE network_namespace(
    name TEXT PRIMARY KEY,
    network TEXT NOT NULL REFERENCES network
) STRICT, WITHOUT ROWID;

CREATE TABLE outbox(
    target TEXT NOT NULL CHECK(target IN ('kernel', 'manifests')),
    object TEXT NOT NULL,
    revision INTEGER NOT NULL,
    applied INTEGER NOT NULL DEFAULT 0,
    error TEXT,
    hint TEXT,
    detail TEXT, proposed TEXT,
    PRIMARY KEY(target, object),
    CHECK(applied BETWEEN 0 AND revision)
) STRICT, WITHOUT ROWID;

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

CREATE TABLE pool_usage(
    pool INTEGER PRIMARY KEY REFERENCES pool,
    free BLOB NOT NULL CHECK(length(free) = 16),
    allocated BLOB NOT NULL CHECK(length(allocated) = 16),
    reserved BLOB NOT NULL CHECK(length(reserved) = 16),
    quarantined BLOB NOT NULL CHECK(length(quarantined) = 16),
    held BLOB NOT NULL CHECK(length(held) = 16)
) STRICT;

CREATE TABLE "quota"(
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

CREATE TABLE request(
    actor TEXT NOT NULL,
    key TEXT NOT NULL,
    body_sha BLOB NOT NULL CHECK(length(body_sha) = 32),
    answer TEXT NOT NULL,
    revision INTEGER NOT NULL,
    expires INTEGER NOT NULL,
    PRIMARY KEY(actor, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE tenant(
    name TEXT PRIMARY KEY CHECK(name GLOB '[a-z]*'),
    labels TEXT NOT NULL,
    created INTEGER NOT NULL,
    draining INTEGER
, departure TEXT
    CHECK(
        departure IS NULL
        OR departure IN ('draining', 'withdrawing', 'removing') AND draining IS NOT NULL)) STRICT, WITHOUT ROWID;

CREATE TABLE tenant_journal(
    tenant TEXT NOT NULL,
    seq INTEGER NOT NULL,
    PRIMARY KEY(tenant, seq)
) STRICT, WITHOUT ROWID;

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

CREATE TRIGGER acknowledgement_no_update BEFORE UPDATE ON acknowledgement BEGIN
    SELECT RAISE(ABORT, 'what was acknowledged stays');
END;

CREATE TRIGGER allocation_no_move BEFORE UPDATE OF scope, first, last, pool ON allocation BEGIN
    SELECT RAISE(ABORT, 'an allocation cannot move');
END;

CREATE TRIGGER extent_no_move BEFORE UPDATE OF pool, first, last ON extent BEGIN
    SELECT RAISE(ABORT, 'an extent cannot move');
END;

CREATE TRIGGER journal_no_delete BEFORE DELETE ON journal BEGIN
    SELECT RAISE(ABORT, 'the journal is append-only');
END;

CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal BEGIN
    SELECT RAISE(ABORT, 'the journal is append-only');
END;

CREATE VIEW holding AS
    SELECT a.scope AS scope, p.name AS pool, a.first AS first, a.last AS last, n.tenant AS tenant,
        a.network AS network, a.role AS role, a.since AS since,
        a.labels AS labels, a.draining AS draining, a.pool AS pool_id
    FROM allocation a JOIN network n ON n.key = a.network LEFT JOIN pool p ON p.id = a.pool;

