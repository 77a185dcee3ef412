-- Who erases their address is found again where they were before they moved onto it.
create index subscription_moved on subscription (moved_to) where moved_to is not null;
