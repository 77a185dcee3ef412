-- The move of an installation from its SQLite file into this database. While it is unfinished nobody works here, and only it goes on.
create table moving (
    id          integer not null primary key check (id = 1),
    source      text    not null,   -- tells installations apart: a hash of its wrapped keys
    stamp       text    not null,   -- how far its rows had come when they were read; another one: the copy is begun anew
    began_at    bigint  not null,
    finished_at bigint              -- null: it is unfinished
);

-- How far each table has come, kept with the rows themselves.
create table moving_table (
    name        text    not null primary key,
    after_row   bigint  not null    -- SQLite's number of the last row that is here
);
