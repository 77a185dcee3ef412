-- The processes that share this database and may work. What a node has taken (a request, a letter, a batch) is its own while its row
-- is there and was renewed lately; what nobody alive has taken is free.
create table node (
    id       $row$,                -- a process that comes back is another node
    name     text    not null,     -- of its data folder
    works    boolean not null,     -- false: it serves pages only
    began_at bigint  not null,
    seen_at  bigint  not null
);

alter table request add column node bigint;
alter table letter  add column node bigint;
alter table batch   add column node bigint;  -- whose run it is; null: nobody's
