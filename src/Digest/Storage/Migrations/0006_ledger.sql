-- What this database remembers of itself: each data folder's mark, raised with every group of steps that is committed. A
-- folder that remembers a higher mark than its row says sees a database that was put back.
create table high_water (
    node        text   not null primary key,
    mark        bigint not null
);

-- While a row stands here nothing is collected, cut or sent, by any node; pages go on.
create table standstill (
    id          integer not null primary key check (id = 1),
    since_at    bigint  not null,
    reason      text    not null
);

-- What a source holds at its next look is known, none of it news: the database was put back.
alter table source add column settle boolean not null default false;

-- Since when a reader has missed editions (paused, or none came through); null: none. The next one is their catch-up.
alter table subscription add column missed_since_at bigint;

-- Refusals that blame us, not a reader: in a row, and in all since the edition was last resumed, when so many had answers.
alter table edition add column policy_in_row  integer not null default 0;
alter table edition add column policy_refused integer not null default 0;
alter table edition add column policy_base    bigint  not null default 0;

alter table delivery add column expires_at bigint  not null default 0;      -- the last instant of a try
alter table delivery add column catch_up   boolean not null default false;  -- planned for who missed the one before

-- Letters that people wait for come before invitations of a publisher's list, and are counted without looking at those.
drop index letter_due;
drop index letter_domain;
drop index letter_created;
create index letter_due_first  on letter (due_at) where state = 'waiting' and kind <> 'invite';
create index letter_due_last   on letter (due_at) where state = 'waiting' and kind = 'invite';
create index letter_confirm    on letter (created_at) where kind = 'confirm';
create index letter_by_domain  on letter (domain, created_at) where kind = 'confirm';
