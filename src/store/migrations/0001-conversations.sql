-- Contacts, conversations and their log, and the motion that must survive a wiped stream.

create table contacts (
  id uuid primary key,
  locale text not null,
  created_at timestamptz not null default now()
);

create table channel_identities (
  channel text not null,
  address text not null,
  contact_id uuid not null references contacts,
  created_at timestamptz not null default now(),
  primary key (channel, address)
);
create index channel_identities_contact on channel_identities (contact_id);

-- last_seq: newest event. last_turn_seq: newest event that calls for a turn. handled_seq: newest
-- event a turn has read. Cursors only move forward. They change with every message, so no index may
-- contain them, nor its condition: only then do updates stay on their page and clean up after
-- themselves (heap-only tuples).
create table conversations (
  id uuid primary key,
  contact_id uuid not null references contacts,
  protocol_number text not null unique,
  channel text not null,
  address text not null,
  locale text not null,
  status text not null default 'open' check (status in ('open', 'waiting', 'closed')),
  queue text,
  queued_at timestamptz,
  state jsonb not null default '{}',
  last_seq bigint not null default 0,
  last_turn_seq bigint not null default 0,
  handled_seq bigint not null default 0,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  closed_at timestamptz
) with (fillfactor = 70);
-- A contact has one conversation at a time.
create unique index conversations_current on conversations (contact_id) where status <> 'closed';
create index conversations_contact on conversations (contact_id, created_at);
create index conversations_queue on conversations (queue, queued_at) where status = 'waiting';

-- Conversations with something a turn has yet to read: what the sweep rings for again.
create table unhandled (
  conversation_id uuid primary key references conversations,
  since timestamptz not null default now()
);

create table events (
  conversation_id uuid not null references conversations,
  seq bigint not null,
  type text not null,
  body jsonb not null,
  understanding jsonb,
  channel text,
  external_id text,
  created_at timestamptz not null default now(),
  primary key (conversation_id, seq)
) with (fillfactor = 85);
-- The native message id is the only key: a second delivery of a message finds it here.
create unique index events_external on events (channel, external_id) where external_id is not null;

create table deliveries (
  conversation_id uuid not null,
  seq bigint not null,
  channel text not null,
  address text not null,
  status text not null default 'queued' check (status in ('queued', 'sent', 'delivered', 'read', 'failed')),
  attempts integer not null default 0,
  error text,
  external_id text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (conversation_id, seq),
  foreign key (conversation_id, seq) references events
) with (fillfactor = 80);
create index deliveries_queued on deliveries (conversation_id, seq) where status = 'queued';

-- Who may send to a conversation now: one sender at a time keeps the order. No owner: anybody.
create table egress_leases (
  conversation_id uuid primary key references conversations,
  owner text,
  expires_at timestamptz not null
) with (fillfactor = 50);

create table tasks (
  id uuid primary key,
  conversation_id uuid not null references conversations,
  agent text not null,
  dialog text not null,
  input jsonb not null,
  status text not null default 'open' check (status in ('open', 'answered', 'failed', 'superseded')),
  -- Whoever runs it renews the lease; once it has run out, anybody may.
  leased_until timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index tasks_open on tasks (conversation_id) where status = 'open';

create table dead_letters (
  id uuid primary key,
  stream text not null,
  fields jsonb not null,
  conversation_id uuid references conversations,
  reason text not null,
  attempts integer not null,
  created_at timestamptz not null default now(),
  replayed_at timestamptz
);
create index dead_letters_open on dead_letters (created_at) where replayed_at is null;
