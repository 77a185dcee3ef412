create table batch (
    id          $row$,
    edition     bigint  not null references edition (id),
    origin      text    not null,        -- release, retry, welcome
    due_at      bigint  not null,
    number      integer not null,
    fence       integer not null default 0,
    waiting     integer not null default 0,
    claimed     integer not null default 0,
    deferred    integer not null default 0,
    sent        integer not null default 0,
    failed      integer not null default 0,
    skipped     integer not null default 0,
    in_doubt    integer not null default 0,
    unique (edition, origin, due_at, number)
);
create index batch_open on batch (due_at) where waiting + claimed + deferred + in_doubt > 0;

create table delivery (
    edition      bigint  not null references edition (id),
    subscription bigint  not null references subscription (id),
    public_id    bytea   not null unique,
    origin       text    not null,       -- release, welcome
    variant      text    not null,
    batch        bigint  not null references batch (id),
    state        text    not null,
    reason       text,                   -- why skipped or failed
    fence        integer not null default 0,
    claims       integer not null default 0,
    dated_at     bigint  not null,       -- the mail's Date: the due time of its first batch, the same in every copy
    due_at       bigint  not null,       -- next try
    key_number   integer not null,       -- the token key of its links, the same in every copy
    since_at     bigint  not null,       -- since when they read, as the mail says it: the same in every copy
    address      text,                   -- frozen by the first claim
    claimed_at   bigint,
    answered_at  bigint,
    answer       text,                   -- the relay's words
    primary key (edition, subscription)
);
create index delivery_open on delivery (batch, state, due_at) where state in ('waiting', 'deferred', 'claimed', 'in_doubt');
create index delivery_subscription on delivery (subscription);

-- One transactional mail. Its links are made when it is sent: no token stands in the database.
create table letter (
    id           $row$,
    public_id    bytea   not null unique,
    kind         text    not null,       -- confirm, invite, operator
    newsletter   bigint  not null,
    subscription bigint,
    address      text    not null,
    domain       text    not null,       -- of the address, for limits
    data         text    not null,       -- JSON
    state        text    not null,       -- waiting, sent, failed, dropped
    tries        integer not null default 0,
    created_at   bigint  not null,
    due_at       bigint  not null,
    sent_at      bigint,
    answer       text
);
create index letter_due on letter (due_at) where state = 'waiting';
create index letter_domain on letter (domain, created_at);
create index letter_created on letter (created_at);
create index letter_subscription on letter (subscription, kind, created_at);
