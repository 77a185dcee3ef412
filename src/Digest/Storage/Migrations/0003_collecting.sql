create table source (
    id            $row$,
    url           text   not null unique,
    title         text   not null default '',
    home          text,
    etag          text,
    last_modified text,
    body_hash     bytea,
    checked_at    bigint,
    next_check_at bigint not null,
    failures      integer not null default 0,
    problem       text,                  -- the last failure in words; null: well
    created_at    bigint not null
);
create index source_due on source (next_check_at);

create table newsletter_source (
    newsletter  bigint not null references newsletter (id),
    source      bigint not null references source (id),
    topic       text   not null default '',
    weight      double precision not null default 1,
    added_at    bigint not null,
    removed_at  bigint,                  -- a tombstone: configuration does not bring it back
    primary key (newsletter, source)
);
create index newsletter_source_source on newsletter_source (source) where removed_at is null;

-- Where the first collect of a source for a newsletter and cadence was done: later news are all news.
create table first_collect (
    newsletter  bigint not null,
    source      bigint not null,
    cadence     text   not null,
    at          bigint not null,
    primary key (newsletter, source, cadence)
);

create table article (
    id            $row$,
    source        bigint not null references source (id),
    key           text   not null,       -- kept when the text is purged: what was known stays known
    url           text   not null,
    url_key       text   not null default '',  -- the address without what changes when a site moves: what an article is known by when its id was changed
    title         text   not null,
    summary       text   not null,
    html          text   not null,       -- sanitised
    image         text,
    authors       text   not null,       -- one a line
    categories    text   not null,       -- one a line
    language      text,
    published_at  bigint not null,       -- the feed's word where it can be believed, else first_seen_at
    first_seen_at bigint not null,
    changed_at    bigint not null,
    content_hash  bytea  not null,
    unique (source, key)
);
create index article_url on article (source, url_key);

create table candidate (
    newsletter  bigint not null,
    cadence     text   not null,
    article     bigint not null references article (id),
    state       text   not null,         -- waiting, carried, in, let_go, known, quarantined
    edition     bigint,
    at          bigint not null,
    primary key (newsletter, cadence, article)
);
create index candidate_open on candidate (newsletter, cadence) where state in ('waiting', 'carried');
create index candidate_edition on candidate (edition) where edition is not null;
