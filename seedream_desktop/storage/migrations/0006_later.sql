-- A run may wait for a time that the user set, in seconds since 1970; 0: for none.

alter table runs add column not_before real not null default 0;
