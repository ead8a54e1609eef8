-- Small paid calls that belong to no run: a prompt that a service makes better. A row of the
-- ledger is now either of a request and its run, or of an errand.

create table errands (
    seq integer primary key,
    id text not null unique,
    provider text not null,
    model text not null,
    remote_id text,
    cost_micros integer not null check (cost_micros >= 0),
    sent_at real not null
) strict;

create table ledger_rebuilt (
    id integer primary key,
    request text references requests (id),
    run text references runs (id),
    errand text references errands (id),
    provider text not null,
    attempt integer not null,
    kind text not null check (kind in ('reserved', 'spent', 'released', 'in_doubt')),
    amount_micros integer not null check (amount_micros >= 0),
    at real not null,
    counted_at real not null,
    note text not null,
    check ((request is null) = (run is null)),
    check ((request is null) <> (errand is null))
) strict;
insert into ledger_rebuilt (
    id, request, run, provider, attempt, kind, amount_micros, at, counted_at, note
) select id, request, run, provider, attempt, kind, amount_micros, at, counted_at, note
from ledger order by id;
drop table ledger;
alter table ledger_rebuilt rename to ledger;
create index ledger_by_request on ledger (request, kind, amount_micros);
create index ledger_by_errand on ledger (errand) where errand is not null;
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
