create table subscriber (
    id           $row$,
    public_id    bytea  not null unique,
    email        text   not null,
    address_key  text   not null unique,  -- the address, folded: one person, however they type it
    address_hash bytea  not null unique,  -- keyed hash of address_key
    name         text   not null default '',
    created_at   bigint not null
);

create table subscription (
    id            $row$,
    public_id     bytea  not null unique,
    subscriber    bigint not null references subscriber (id),
    newsletter    bigint not null references newsletter (id),
    status        text   not null,       -- pending, active, paused, unsubscribed, bounced, complained
    cadence       text   not null,       -- daily, weekly
    topics        text   not null default '',
    time_zone     text,                  -- null: the newsletter's
    send_at       text,                  -- null: the newsletter's hour
    created_at    bigint not null,
    asked_at      bigint,                -- when the newest confirm letter was asked for; its link carries this time
    confirmed_at  bigint,
    ended_at      bigint,
    unique (subscriber, newsletter)
);
create index subscription_due on subscription (newsletter, cadence, id) where status = 'active';

create table suppression (
    address_hash bytea  not null,
    newsletter   bigint not null,        -- 0: all
    reason       text   not null,
    at           bigint not null,
    note         text,
    primary key (address_hash, newsletter)
);

-- Proof of what a person asked for and when. Rows are only ever added.
create table consent (
    id           $row$,
    at           bigint not null,
    newsletter   bigint not null,
    subscription bytea  not null,        -- public id: it outlives the row
    address_hash bytea  not null,
    act          text   not null,        -- requested, confirmed, left, imported ...
    way          text   not null,        -- form, api, import, cli, one-click, page
    wording      text,                   -- the sentence that was shown
    page         text,
    client       text                    -- truncated address of the client
);
create index consent_subscription on consent (subscription, id);
