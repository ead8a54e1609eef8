-- The balance of a service at a moment when nothing of this library was under way there, and the
-- ledger's last row by then. What is in doubt later is judged by what is gone from it.

create table balances (
    provider text not null primary key,
    balance_micros integer not null,
    last_entry integer not null,
    at real not null
) strict, without rowid;
