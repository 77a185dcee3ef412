-- What came of mails otherwise than wished: said in the session, or by mail afterwards. One mail has one row of each class, however often
-- it is told.
create table bounce (
    id           $row$,
    at           bigint not null,
    mail         bytea  not null,        -- public id of the delivery or letter
    edition      bigint,                 -- null: it was a letter
    subscription bigint,                 -- null: a letter to nobody's
    class        text   not null,        -- address, mailbox, transient, policy, complaint
    way          text   not null,        -- relay, report
    domain       text   not null,        -- of the address; empty: erased
    status       text,                   -- RFC 3463
    words        text,                   -- of the report; null: it has none, the relay's stand with the delivery, or the person was erased
    unique (mail, class)
);
create index bounce_edition on bounce (edition, class, domain);
create index bounce_subscription on bounce (subscription, at);

-- Since the release, or the last resumption.
alter table edition add column bounced    integer not null default 0;
alter table edition add column complained integer not null default 0;
alter table edition add column late       integer not null default 0;  -- came back after it was tried for long; since the release
alter table edition add column counted_since_at bigint not null default 0;
