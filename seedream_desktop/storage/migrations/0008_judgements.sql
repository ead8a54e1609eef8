-- What people said of results and images, each word once; none is ever changed. An empty who is the
-- user of this library, an empty value takes back what was said; at is in seconds since 1970.

create table judgements (
    subject text not null,
    aspect text not null check (aspect in ('flag', 'stars', 'label', 'note')),
    who text not null,
    at real not null,
    value text not null,
    primary key (subject, aspect, who, at, value)
) strict, without rowid;
