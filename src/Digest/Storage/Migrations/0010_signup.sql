-- Who a letter goes to, by the keyed hash of the address without its provider's tricks: for limits. Null: nobody that is limited.
alter table letter add column person bytea;

-- Since when a letter may go out; null: it waits in the slow lane, because too many were asked for within an hour.
alter table letter add column free_at bigint;
update letter set free_at = created_at;

drop index letter_confirm;
drop index letter_by_domain;
drop index letter_subscription;
drop index letter_due_first;
create index letter_person    on letter (person, created_at) where kind in ('confirm', 'already', 'invite');
create index letter_free      on letter (free_at) where kind in ('confirm', 'already');
create index letter_by_domain on letter (domain, free_at) where kind in ('confirm', 'already');
create index letter_slow      on letter (domain, id) where state = 'waiting' and free_at is null;
create index letter_due_first on letter (due_at) where state = 'waiting' and kind <> 'invite' and free_at is not null;
