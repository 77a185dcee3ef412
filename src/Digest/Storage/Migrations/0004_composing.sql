create table edition (
    id               $row$,
    public_id        bytea   not null unique,
    newsletter       bigint  not null references newsletter (id),
    cadence          text    not null,
    date             text    not null,   -- local date of the newsletter
    n                integer not null,   -- 1: the schedule's; 2, 3, ... by hand
    scheduled        boolean not null,
    state            text    not null,
    note             text,               -- why held, folded or missed
    subject          text    not null,
    cut_at           bigint  not null,
    release_at       bigint  not null,
    release_began_at bigint,
    planned_through  bigint  not null default 0,  -- last subscription that planning has passed
    released_at      bigint,
    finished_at      bigint,
    unique (newsletter, cadence, date, n)
);
create unique index edition_scheduled on edition (newsletter, cadence, date) where scheduled;
create index edition_open on edition (state) where state in ('draft', 'releasing', 'released');

-- The stories of an edition, frozen by its cut.
create table story (
    edition     bigint  not null references edition (id),
    position    integer not null,
    title       text    not null,
    url         text    not null,
    facts       text    not null,        -- JSON: all that a template shows
    primary key (edition, position)
);

-- What a cut left out, and why.
create table left_out (
    edition     bigint  not null references edition (id),
    url         text    not null,
    reason      text    not null
);
create index left_out_edition on left_out (edition);

-- An edition as readers with the same choices see it: 7-bit MIME, cut at slots.
create table variant (
    edition     bigint  not null references edition (id),
    name        text    not null,
    marker      text    not null,        -- random; a slot stands as marker and name
    headers     bytea   not null,
    body        bytea   not null,
    primary key (edition, name)
);
