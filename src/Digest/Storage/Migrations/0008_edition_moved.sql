-- When an edition came into its state: a pause and a resumption within a moment are seen by it.
alter table edition add column moved_at bigint not null default 0;
