-- Identities: which addresses are one contact's, how that was proven, and how it is undone.

-- contact_id: whose the addresses are now; previous_contact_id: whose they were, null where nobody's.
-- moved: [{channel, address}], put back when it is undone. What stands in the conversation up to seq was
-- said before: the moved addresses are not shown it.
create table identity_links (
  id uuid primary key,
  -- Who asked for it: the same task run again finds what it did.
  task_id uuid unique,
  contact_id uuid not null references contacts,
  previous_contact_id uuid references contacts,
  proof text not null check (proof in ('code-sent', 'code-shown', 'login')),
  channel text not null,
  address text not null,
  moved jsonb not null,
  conversation_id uuid,
  seq bigint,
  -- It was the previous contact's, and went along because the other had none open.
  brought_conversation boolean not null default false,
  closed_conversation_id uuid,
  created_at timestamptz not null default now(),
  undone_at timestamptz,
  undone_by uuid
);
create index identity_links_contact on identity_links (contact_id) where undone_at is null;
create index identity_links_address on identity_links (channel, address) where undone_at is null;

-- The codes themselves are nowhere: they follow from the id and a secret outside the database, and
-- hash is keyed with that secret too. A guess is a wrong code that was typed for no code of the typist's.
create table link_codes (
  id uuid primary key,
  task_id uuid not null unique,
  kind text not null check (kind in ('sent', 'shown', 'guess')),
  -- Who asked for it, or guessed.
  channel text not null,
  address text not null,
  -- Where it was sent to; null where there was nobody to send it to, which nobody is told.
  target_channel text,
  target_address text,
  hash text not null,
  tries integer not null default 0,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  used_at timestamptz
);
create index link_codes_asked on link_codes (channel, address, created_at);
create index link_codes_target on link_codes (target_channel, target_address, created_at);
create index link_codes_shown on link_codes (hash) where kind = 'shown' and used_at is null;
