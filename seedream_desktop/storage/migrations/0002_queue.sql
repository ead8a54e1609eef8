-- The queue as the user arranges it. A run with a lower place comes first; runs that were never
-- moved have 0 and follow one another by age. A held run begins nothing. A request that is sent
-- may be no longer waited for; it is fetched all the same.

alter table runs add column place integer not null default 0;
alter table runs add column is_held integer not null default 0 check (is_held in (0, 1));

alter table requests drop column is_held; -- runs are held, and nothing ever set this
alter table requests add column is_unawaited integer not null default 0
    check (is_unawaited in (0, 1));
create index requests_by_end on requests (ended_at, run) where ended_at > 0;
