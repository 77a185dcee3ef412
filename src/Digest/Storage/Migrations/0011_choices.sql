-- What readers decide after they have signed up. A pause that ends by itself; null: until the reader ends it.
alter table subscription add column paused_until bigint;
create index subscription_paused on subscription (paused_until) where status = 'paused' and paused_until is not null;

-- What it was before it ended: for a quarter of an hour the reader can take their leave back.
alter table subscription add column ended_from text;

-- The subscription at another address that took this one's place; its links still lead there.
alter table subscription add column moved_to bigint;

-- When all that is known of a person, or of one subscription, was erased: the keyed hash and dates are left. Null: never, or they
-- came back.
alter table subscriber add column erased_at bigint;
alter table subscription add column erased_at bigint;

-- Subscriptions that have moved on from an address, so that its erasure finds what they got there.
create table former_address (
    address_hash bytea  not null,
    subscription bigint not null,
    at           bigint not null,
    primary key (address_hash, subscription)
);
create index former_address_subscription on former_address (subscription);

-- Evidence: which text was shown, with which privacy notice, who acted for the publisher, by which letter, and what was changed.
alter table consent add column version text;   -- of the wording: the head of its SHA-256
alter table consent add column privacy text;   -- address of the privacy notice as shown
alter table consent add column actor   text;   -- who acted for the publisher; null: the person, or we
alter table consent add column letter  text;   -- Message-ID of the letter that was sent or answered
alter table consent add column detail  text;   -- what else the act was about

-- What becomes old is found without looking at what has not.
create index consent_client on consent (at) where client is not null;
create index subscription_unconfirmed on subscription (coalesce(asked_at, created_at)) where status = 'pending';
create index subscription_ended on subscription (ended_at) where ended_at is not null and erased_at is null;

-- To whom a change of address was sent; the letters about one subscription; letters that are kept without their address, for limits.
create index letter_move on letter (person, created_at) where kind = 'move';
create index letter_of on letter (subscription);
create index letter_blank on letter (created_at) where subscription is null and address = '';
