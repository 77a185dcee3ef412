-- What readers chose, beside their topics: the language of the words around the stories (empty: the newsletter's), and html or text.
alter table subscription add column language text not null default '';
alter table subscription add column format   text not null default 'html';

-- What an editor writes into a draft. Each edit raises the version; one that was made for an older version is refused.
alter table edition add column version      integer not null default 1;
alter table edition add column introduction text    not null default '';
alter table edition add column notice       text    not null default '';
alter table edition add column subject_own  boolean not null default false;  -- written by an editor, not made by the template

create table edition_edit (
    edition     bigint  not null references edition (id),
    version     integer not null,        -- that it made
    at          bigint  not null,
    verb        text    not null,
    detail      text    not null,
    primary key (edition, version)
);

-- Corrections of what was mailed earlier, each in one edition, frozen by its cut.
create table edition_correction (
    edition     bigint  not null references edition (id),
    correction  bigint  not null references correction (id),
    was         text    not null,
    now         text    not null,
    url         text    not null,
    date        text    not null,        -- of the edition that carried it
    primary key (edition, correction)
);
create index correction_at on correction (at);
create index edition_correction_correction on edition_correction (correction);

-- Which variant readers with the same choices get; whoever is not among them gets the neutral one.
create table reader_group (
    edition     bigint  not null references edition (id),
    topics      text    not null,
    language    text    not null,
    format      text    not null,
    absence     integer not null,        -- editions missed: 0, 1, 2 (2 or 3), 4 (4 to 7), 8 (more)
    variant     text    not null,
    readers     integer not null,
    primary key (edition, topics, language, format, absence)
);

-- Variants are stored small, and for as long as their edition's mails may have to be made again.
alter table variant add column packed        boolean not null default false;  -- headers and body are compressed (Brotli)
alter table edition add column variants_kept boolean not null default true;
create index edition_variants on edition (finished_at) where variants_kept and finished_at is not null;

create index article_address on article (url_key);

-- A cut records which article it left out, and where an article in it stands.
alter table left_out add column article bigint;
create index left_out_article on left_out (article) where article is not null;

-- When a setting got its value: a weekly edition that is wanted from now on was not missed before.
alter table newsletter_setting add column set_at bigint not null default 0;

-- What the next cut folds is found without looking at all that ever went out.
create index edition_unreleased on edition (newsletter, cadence) where state in ('draft', 'held');
