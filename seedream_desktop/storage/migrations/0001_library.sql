-- The library as it begins. Times are seconds since 1970, amounts are micro-dollars.
-- seq is the order in which rows came; id is what the rest of the program knows a row by.

create table sequences (
    seq integer primary key,
    id text not null unique,
    title text not null,
    fingerprint text not null,
    images integer not null,
    steps integer not null,
    created_at real not null,
    changed_at real not null,
    content text not null
) strict;
create index sequences_by_fingerprint on sequences (fingerprint, created_at, seq);
create index sequences_by_age on sequences (created_at, seq);

create table runs (
    seq integer primary key,
    id text not null unique,
    sequence text not null references sequences (id),
    started_at real not null,
    plan_token text not null,
    cost_micros integer not null check (cost_micros >= 0),
    cap_micros integer check (cap_micros >= 0),
    out_dir text not null -- file system bytes, in hexadecimal
) strict;
create index runs_by_sequence on runs (sequence, started_at, seq);

create table requests (
    seq integer primary key,
    id text not null unique,
    run text not null references runs (id),
    sequence text not null references sequences (id),
    step text not null,
    step_index integer not null,
    position integer not null,
    provider text not null,
    model text not null,
    state text not null check (state in (
        'queued', 'preparing', 'sending', 'accepted', 'collecting',
        'done', 'in_doubt', 'failed', 'cancelled'
    )),
    version integer not null,
    remote_id text,
    attempts integer not null,
    cost_micros integer not null check (cost_micros >= 0),
    charged_micros integer not null check (charged_micros >= 0),
    not_before real not null,
    resend_of text references requests (id),
    is_held integer not null check (is_held in (0, 1)),
    sent_at real not null,
    accepted_at real not null,
    ended_at real not null,
    content text not null
) strict;
create index requests_by_run on requests (run, step_index, position, seq);
create index requests_by_sequence on requests (sequence);
create index requests_by_remote on requests (provider, remote_id) where remote_id is not null;
create index requests_open on requests (state, run)
    where state not in ('done', 'failed', 'cancelled');

-- What a request buys, since it was first sent.
create table request_keys (
    request text not null references requests (id),
    key text not null,
    primary key (request, key)
) strict, without rowid;
create index request_keys_by_key on request_keys (key, request);

-- One row per paid POST, written before it leaves.
create table attempts (
    request text not null references requests (id),
    number integer not null,
    provider text not null,
    cost_micros integer not null check (cost_micros >= 0),
    sent_at real not null,
    primary key (request, number)
) strict, without rowid;

create table outputs (
    request text not null references requests (id),
    position integer not null,
    state text not null check (state in ('awaited', 'stored', 'lost')),
    url text not null,
    digest text,
    width_px integer,
    height_px integer,
    trouble text,
    primary key (request, position)
) strict, without rowid;

create table versions (
    seq integer primary key,
    id text not null unique,
    sequence text not null references sequences (id),
    image text not null,
    step text not null,
    take integer not null,
    key text not null,
    digest text not null,
    width_px integer not null,
    height_px integer not null,
    request text not null,
    output_index integer not null,
    confidence real not null,
    is_paired integer not null check (is_paired in (0, 1)),
    is_chosen integer not null check (is_chosen in (0, 1)),
    cost_micros integer not null check (cost_micros >= 0),
    bought_as text references versions (id),
    made_at real not null
) strict;
create unique index versions_chosen on versions (sequence, image, step) where is_chosen = 1;
create index versions_by_sequence on versions (sequence, seq);
create index versions_by_key on versions (key);
create index versions_by_frame on versions (image, step);

-- Where a version was exported to last.
create table exports (
    version text not null primary key references versions (id),
    path text not null
) strict, without rowid;

-- A command that was begun and has not yet become a run; resume begins it again.
create table drafts (
    id integer primary key,
    command text not null,
    folder text not null,
    begun_at real not null
) strict;

create table uploads (
    provider text not null,
    digest text not null,
    url text not null,
    expires_at real not null,
    primary key (provider, digest)
) strict, without rowid;

create table ledger (
    id integer primary key,
    request text not null references requests (id),
    run text not null references runs (id),
    provider text not null,
    attempt integer not null,
    kind text not null check (kind in ('reserved', 'spent', 'released', 'in_doubt')),
    amount_micros integer not null check (amount_micros >= 0),
    at real not null,
    counted_at real not null,
    note text not null
) strict;
create index ledger_by_request on ledger (request, kind, amount_micros);
create index ledger_by_run on ledger (run, kind, amount_micros);
create index ledger_by_time on ledger (counted_at, kind, amount_micros);

create trigger ledger_is_not_changed before update on ledger
begin
    select raise(abort, 'the ledger is append-only');
end;
create trigger ledger_is_not_cut before delete on ledger
begin
    select raise(abort, 'the ledger is append-only');
end;
