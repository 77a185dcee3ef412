-- The rate that a relay is to have, over all nodes: who wants to send takes a block of permits, and the row moves on by their time.
create table relay_pace (
    relay   text   primary key,    -- host:port
    next_at bigint not null        -- when the next permit is to be had, in Unix microseconds
);
