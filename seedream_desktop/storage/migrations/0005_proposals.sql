-- What a better prompt was asked for and what the service wrote, so that the paid text outlives the
-- window; is_closed says that it was taken or let go, or that there is nothing to be had.

alter table errands add column text text not null default '';
alter table errands add column style text not null default '';
alter table errands add column words text;
alter table errands add column is_closed integer not null default 0 check (is_closed in (0, 1));
create index errands_by_text on errands (provider, text);
