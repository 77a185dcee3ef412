-- Keys, events, requests: what every room stands on. Times are Unix milliseconds in UTC; public ids are 16 random bytes.

create table secret_key (
    number      $row$,
    purpose     text   not null,
    wrapped     bytea  not null,   -- AES-GCM under the master key
    created_at  bigint not null
);

create table event (
    id          $row$,
    at          bigint not null,
    kind        text   not null,
    newsletter  bigint not null,   -- 0: the whole installation
    data        text   not null    -- JSON; ids, never addresses
);
create index event_at on event (at);
create index event_kind on event (kind, id);

-- How far a reader of the event log has come.
create table event_cursor (
    reader      text   not null primary key,
    event       bigint not null
);

-- Work that a command asks of the worker.
create table request (
    id          $row$,
    public_id   bytea  not null unique,
    kind        text   not null,
    data        text   not null,   -- JSON
    state       text   not null,   -- waiting, running, done, failed
    message     text,              -- what came of it, for people
    result      text,              -- JSON: what the command needs to go on, e.g. the edition
    created_at  bigint not null,
    started_at  bigint,
    finished_at bigint
);
create index request_open on request (state, id) where state in ('waiting', 'running');

create table newsletter (
    id          $row$,
    public_id   bytea  not null unique,
    slug        text   not null unique,
    position    integer not null,  -- the first is what a form without a name means
    created_at  bigint not null,
    deleted_at  bigint             -- a tombstone: configuration does not bring it back
);

-- One row a setting, by the names of the configuration, e.g. 'SendAt' or 'Form:Heading'.
create table newsletter_setting (
    newsletter  bigint not null references newsletter (id),
    name        text   not null,
    value       text   not null,
    primary key (newsletter, name)
);
