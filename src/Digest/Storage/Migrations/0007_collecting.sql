-- How a source is read, and how it fares.
alter table source add column host             text    not null default '';      -- of the address: what a host asks for counts for all its sources
alter table source add column kind             text    not null default 'feed';  -- feed, page
alter table source add column selector         text;                             -- of a page: the CSS that picks its links
alter table source add column mends            boolean not null default true;    -- whether broken encodings are mended
alter table source add column by_url           boolean not null default false;   -- its ids have proved to change: the address counts more
alter table source add column read_at          bigint;                           -- when it was last read, or said to be unchanged
alter table source add column least_wait       bigint  not null default 0;       -- milliseconds between two looks that the publisher asks for
alter table source add column skips            text    not null default '';      -- hours and days in GMT at which the publisher wants no look
alter table source add column usual_gap        bigint  not null default 0;       -- milliseconds between two of its articles; 0: not known
alter table source add column newest_at        bigint;                           -- when its latest article came
alter table source add column items_usual      double precision not null default 0;
alter table source add column failing_since_at bigint;
alter table source add column missing_since_at bigint;                           -- since when it answers 404
alter table source add column ended            text;                             -- why it is asked no more; null: it is
alter table source add column moved_to         text;                             -- where it redirects for good,
alter table source add column moved_seen       text;                             -- and the date on which that was first seen
alter table source add column note             text;                             -- what is odd though it can be read: silent, thin; null: nothing
create index source_host    on source (host);
create index source_checked on source (checked_at);

-- Addresses that sources had before they moved: configuration and people still name them.
create table source_was (
    url    text   not null primary key,
    source bigint not null references source (id)
);

-- What an article is known by when its id and its address were changed. Outlives its text, like its key.
alter table article add column title_key  bigint not null default 0;
alter table article add column text_key   bigint not null default 0;
alter table article add column arrival    text   not null default 'news';        -- first (of a first collect), news, flood
alter table article add column deleted_at bigint;                                -- its publisher took it back
create index article_title on article (source, title_key);
create index article_seen  on article (source, first_seen_at);

create index candidate_mailed      on candidate (newsletter, cadence, at) where state = 'in';
create index candidate_quarantined on candidate (newsletter, article) where state = 'quarantined';

-- Hosts that asked to be left alone for a while.
create table host_rest (
    host     text   not null primary key,
    until_at bigint not null,
    reason   text   not null
);

-- The article's own page, the second source of its facts.
create table page (
    article      bigint  not null primary key references article (id),
    state        text    not null,       -- due, read, refused, failed
    due_at       bigint  not null,
    tries        integer not null default 0,
    read_at      bigint,
    title        text,
    text         text,                   -- plain
    byline       text,
    published_at bigint,
    image        text,
    language     text,
    canonical    text,
    canonical_key text,                  -- as addresses are compared
    highlights   text,                   -- one a line
    own_highlights boolean not null default false,  -- the page itself sums the article up; else we chose them
    problem      text
);
create index page_due on page (due_at) where state = 'due';

-- What changed in an article after it was mailed, for a correction.
create table correction (
    id        $row$,
    article   bigint not null references article (id),
    at        bigint not null,
    was_title text   not null,
    now_title text   not null,
    change    text   not null            -- title, text
);
create index correction_article on correction (article);
