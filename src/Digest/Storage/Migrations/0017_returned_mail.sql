-- Mail that came back, one row for each, however often and wherever it lies. Nothing of what it says stands here, and no address.
create table returned_mail (
    id            $row$,
    hash          bytea   not null unique,   -- SHA-256 of its bytes; of one that is too large to be read, of its beginning and its size
    place         text    not null,          -- imap, directory
    state         text    not null,          -- waiting, read, set_aside
    tries         integer not null default 0,-- counted before it is opened: what kills the process counts, too
    node          bigint,                    -- who reads it now
    due_at        bigint,                    -- after a try that failed: not before; null: at once
    first_seen_at bigint  not null,
    read_at       bigint,                    -- when it was read or set aside
    outcome       text,                      -- of one that was read: what followed
    problem       text                       -- why it could not be read, the last time
);
create index returned_mail_seen on returned_mail (first_seen_at);

-- The places that it is read from, and whether it can be.
create table return_place (
    name       text    not null primary key,
    looked_at  bigint,                       -- the last time that it could be read; null: never
    problem    text,                         -- why it can't be read now
    since_at   bigint                        -- since when it can't
);
